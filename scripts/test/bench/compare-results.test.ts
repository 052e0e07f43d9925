import { expect, test } from "vitest";
import { compareResults } from "../../../apps/bench/src/report/compare-results.ts";
import type { Result } from "../../../apps/bench/src/report/results.ts";
import type { Measurement, Row, Unit } from "../../../apps/bench/src/table/row.ts";

const rowOf = (unit: Unit): Row => ({ id: "row", title: "", unit, better: "lower", method: "", meaning: "" });
const measured = (value: number): Measurement => ({ subjects: [{ name: "ours", isOurs: true, value }] });

function committed(value: number, status: Result["verdict"]["status"] = "reached"): Result {
  return { id: "row", measurement: measured(value), verdict: { status }, machine: "", date: "" };
}

test.each([
  ["ratio", 1, 1.15, "same"],
  ["ratio", 1, 1.16, "worse"],
  ["ratio", 1, 0.84, "better"],
  ["exchanges", 1, 1, "same"],
  ["exchanges", 1, 2, "worse"],
  ["bytes", 1_000, 1_049, "same"],
  ["bytes", 1_000, 1_051, "worse"],
] as const)("compares %s of %s with %s: %s", (unit, before, now, result) => {
  expect(compareResults(rowOf(unit), committed(before), measured(now)).result).toBe(result);
});

test("compares nothing with a void or a missing result", () => {
  const row = rowOf("ratio");
  expect(compareResults(row, committed(1, "void"), measured(1)).result).toBe("not comparable");
  expect(compareResults(row, undefined, measured(1)).result).toBe("not comparable");
});
