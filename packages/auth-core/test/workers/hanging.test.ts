import { describe } from "vitest";
import workerd from "workerd-hanging";
import { moduleScopeSuite } from "./module-scope-suite.ts";

describe("a Worker on a build where a lost promise hangs", { timeout: 20_000 }, () => {
  moduleScopeSuite({ binary: workerd, sharedPromise: "hangs" });
});
