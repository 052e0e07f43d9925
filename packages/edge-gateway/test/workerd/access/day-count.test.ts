import { describe, expect, test } from "vitest";
import { takeCounts } from "../../../src/access/day-count.ts";

const DAY_MS = 86_400_000;
const MIDNIGHT = 20_000 * DAY_MS;

describe("takeCounts", () => {
  test("grants at most a tenth of what is left, and the last ones one by one", () => {
    const grantedOf = (taken: number, count: number) =>
      takeCounts({ day: 20_000, taken }, { perDay: 100, count }, MIDNIGHT).reply.granted;
    expect(grantedOf(0, 50)).toBe(10);
    expect(grantedOf(0, 3)).toBe(3);
    expect(grantedOf(50, 50)).toBe(5);
    expect(grantedOf(95, 50)).toBe(1);
    expect(grantedOf(100, 50)).toBe(0);
    expect(grantedOf(120, 50)).toBe(0);
  });

  test("starts a day at 00:00 UTC", () => {
    const stored = { day: 19_999, taken: 100 };
    expect(takeCounts(stored, { perDay: 100, count: 1 }, MIDNIGHT - 1)).toEqual({
      dayCount: stored,
      reply: { granted: 0, day: 19_999, endsInMs: 1 },
    });
    expect(takeCounts(stored, { perDay: 100, count: 1 }, MIDNIGHT)).toEqual({
      dayCount: { day: 20_000, taken: 1 },
      reply: { granted: 1, day: 20_000, endsInMs: DAY_MS },
    });
  });

  test("does not start a day again if the clock goes back past midnight", () => {
    const stored = { day: 20_000, taken: 100 };
    const { dayCount, reply } = takeCounts(stored, { perDay: 100, count: 1 }, MIDNIGHT - 1_000);
    expect(dayCount).toEqual(stored);
    expect(reply).toEqual({ granted: 0, day: 20_000, endsInMs: DAY_MS + 1_000 });
  });

  test("applies the perDay of each call", () => {
    const stored = { day: 20_000, taken: 10 };
    expect(takeCounts(stored, { perDay: 5, count: 1 }, MIDNIGHT).reply.granted).toBe(0);
    expect(takeCounts(stored, { perDay: 11, count: 2 }, MIDNIGHT).reply.granted).toBe(1);
  });
});
