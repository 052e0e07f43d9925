import { describe } from "vitest";
import workerd from "workerd-hanging";
import { moduleScopeSuite } from "./module-scope-suite.ts";

describe("in a Worker's module scope, where a promise of an ended request hangs", { timeout: 20_000 }, () => {
  moduleScopeSuite({ binary: workerd, fate: "hangs" });
});
