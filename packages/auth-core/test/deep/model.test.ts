import { it } from "vitest";
import { check } from "../model/check.ts";

it("in any of ten thousand random histories, every promise is kept", { timeout: 600_000 }, () =>
  check(10_000),
);
