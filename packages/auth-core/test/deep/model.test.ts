import { it } from "vitest";
import { check } from "../model/check.ts";

it("keeps every promise in ten thousand random scenarios", { timeout: 600_000 }, () => check(10_000));
