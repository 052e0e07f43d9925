import { it } from "vitest";
import { check } from "./check.ts";

it("in any of a thousand random histories, every promise is kept", { timeout: 300_000 }, () => check(1_000));
