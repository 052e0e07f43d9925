import { describe, expect, test } from "vitest";
import { betterThanOurs, isInSpread, judge } from "../../../apps/bench/src/report/verdict.ts";
import type { Measurement, Row } from "../../../apps/bench/src/table/row.ts";

const row: Row = {
  id: "row",
  title: "A row",
  unit: "ratio",
  better: "lower",
  mark: 1.2,
  rival: { name: "rival", mayTie: false },
  method: "",
  meaning: "",
};

/** A measurement whose control spreads from 0.97 to 1.04. */
function measured(ours: number | null, rival: number, control = 1): Measurement {
  return {
    control: { name: "control", isOurs: false, value: control, low: 0.97, high: 1.04 },
    subjects: [
      { name: "ours", isOurs: true, value: ours },
      { name: "rival", isOurs: false, value: rival },
    ],
  };
}

describe("judge", () => {
  test.each([
    ["reached", 1.2, 1.5, 1],
    ["missed", 1.21, 1.5, 1],
    ["missed", 1.1, 1.0, 1],
    ["missed", 1.1, 1.11, 1],
    ["reached", 1.1, 1.5, 1.049],
    ["void", 1.1, 1.5, 1.051],
    ["void", 1.1, 1.5, 0.949],
    ["not measured", null, 1.5, 1],
  ])("returns %s for %s, a rival of %s, and a control of %s", (status, ours, rival, control) => {
    expect(judge(row, measured(ours, rival, control)).status).toBe(status);
  });

  test("accepts a tie with the rival if the row allows it", () => {
    const tolerant = { ...row, rival: { name: "rival", mayTie: true } };
    expect(judge(tolerant, measured(1.1, 1.08)).status).toBe("reached");
    expect(judge(tolerant, measured(1.1, 1.0)).reason).toBe("behind rival");
  });

  test("compares the worst of our subjects with the mark", () => {
    const subjects = [500, 640].map((value) => ({ name: `${value}`, isOurs: true, value }));
    const { rival: _, ...fleet } = { ...row, unit: "ms" as const, mark: 600 };
    expect(judge(fleet, { subjects })).toEqual({ status: "missed", reason: "the mark" });
    expect(judge({ ...fleet, better: "higher", mark: 500 }, { subjects }).status).toBe("reached");
  });

  test("reports a row without a mark", () => {
    const { rival: _, mark: __, ...reported } = row;
    expect(judge(reported, measured(3, 1)).status).toBe("reported");
  });
});

test.each([
  [0.96, false],
  [0.97, true],
  [1.04, true],
  [1.05, false],
])("compares %s with the control's spread: %s", (ratio, isTie) => {
  expect(isInSpread(ratio, measured(1, 1))).toBe(isTie);
});

test("lists the libraries that are better than ours by more than the spread", () => {
  expect(betterThanOurs(row, measured(1.1, 1.0)).map(({ name }) => name)).toEqual(["rival"]);
  expect(betterThanOurs(row, measured(1.1, 1.07))).toEqual([]);
  expect(betterThanOurs({ ...row, better: "higher" }, measured(1.1, 1.0))).toEqual([]);
});
