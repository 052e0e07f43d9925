import { it } from "vitest";
import { check } from "./check.ts";

it("keeps every promise in a thousand random scenarios", { timeout: 300_000 }, () => check(1_000));
