import { expect, test } from "vitest";
import { chartData } from "../../src/console/chart-data.ts";
import type { JournalEntry } from "../../src/index.ts";

const START = 1_800_000_000_000;

function entry(at: number, changes: Partial<JournalEntry> = {}): JournalEntry {
  return {
    id: 1,
    at,
    advancedSeconds: 0,
    durationMs: 1,
    method: "GET",
    path: "/business/balance",
    status: 200,
    outcome: "authorized",
    request: { headers: {} },
    response: null,
    ...changes,
  };
}

test("covers at least a minute, in 60 intervals of a second that end after now", () => {
  const { from, stepMs, intervals } = chartData([entry(START)], START);
  expect([from, stepMs, intervals.length]).toEqual([START - 59_000, 1000, 60]);
  expect(intervals.at(-1)).toEqual({
    from: START,
    counts: { exchange: 0, authorized: 1, rejected: 0, fault: 0 },
  });
});

test("counts a request on a boundary in the interval that starts there", () => {
  const { intervals } = chartData([entry(START - 1), entry(START), entry(START + 999)], START + 999);
  expect(intervals.slice(-2).map(({ counts }) => counts.authorized)).toEqual([1, 2]);
});

test("contains all requests if the first one is long ago", () => {
  const entries = [entry(START - 3_600_000), entry(START)];
  const { stepMs, intervals } = chartData(entries, START);
  expect([stepMs, intervals.length]).toEqual([120_000, 31]);
  expect(intervals.reduce((sum, { counts }) => sum + counts.authorized, 0)).toBe(2);
});

test.each([1, 59_000, 59_001, 118_000, 118_001, 3_600_000, 10 * 365 * 86_400_000])(
  "loses no request of a journal that covers %i ms",
  (span) => {
    const { intervals } = chartData([entry(START - span), entry(START)], START);
    expect(intervals.length).toBeLessThanOrEqual(60);
    expect(intervals.reduce((sum, { counts }) => sum + counts.authorized, 0)).toBe(2);
  },
);

test("counts as the filter does: a rejected exchange as rejected, a delayed call twice", () => {
  const { totals } = chartData(
    [
      entry(START, { method: "POST", path: "/business/auth", outcome: "token issued" }),
      entry(START, { method: "POST", path: "/business/auth", outcome: "invalid credentials" }),
      entry(START, { fault: "delay of 2 s, until reset" }),
      entry(START, { outcome: "pending" }),
    ],
    START,
  );
  expect(totals).toEqual({ exchange: 1, authorized: 1, rejected: 1, fault: 1 });
});

test("has no gap where the clock jumped", () => {
  const jumped = entry(START + 90_000_000, { advancedSeconds: 90_000 });
  const { stepMs, intervals } = chartData([entry(START - 1000), jumped], START);
  expect(stepMs).toBe(1000);
  expect(intervals.slice(-2).map(({ counts }) => counts.authorized)).toEqual([1, 1]);
});

test("is empty for an empty journal", () => {
  expect(chartData([], START).totals).toEqual({ exchange: 0, authorized: 0, rejected: 0, fault: 0 });
});
