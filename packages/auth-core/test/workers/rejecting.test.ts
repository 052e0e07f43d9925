import { describe } from "vitest";
import workerd from "workerd";
import { moduleScopeSuite } from "./module-scope-suite.ts";

describe("in a Worker's module scope, where a promise of an ended request rejects", {
  timeout: 20_000,
}, () => {
  moduleScopeSuite({ binary: workerd, fate: "rejects" });
});
