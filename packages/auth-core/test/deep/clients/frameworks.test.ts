import { describe } from "vitest";
import { errorCodeIn, frameworks } from "./frameworks.ts";
import { fiveScenarios } from "./scenarios.ts";

describe.each(frameworks)("$name", ({ load }) => {
  fiveScenarios({ load, errorCodeOf: ({ error }) => errorCodeIn(error) });
});
