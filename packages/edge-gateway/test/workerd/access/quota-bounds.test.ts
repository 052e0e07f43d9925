import fc from "fast-check";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { PORTION_SHARE } from "../../../src/access/quota-protocol.ts";
import { DAY_MS, type SimulatedEdge, simulatedEdge } from "./simulated-edge.ts";

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => {});
});

const index = fc.nat({ max: 1_000 });
const sends = fc.tuple(fc.constant("send" as const), index, fc.integer({ min: 1, max: 40 }));
const delivers = fc.tuple(fc.constant("deliver" as const), index, fc.constant(0));
const loses = fc.tuple(fc.constant("lose" as const), index, fc.constant(0));
const evicts = fc.tuple(fc.constant("evict" as const), index, fc.constant(0));
const settles = fc.tuple(fc.constant("settle" as const), index, fc.constant(0));
/** Up to a third of a day, and often just enough for a timeout or the next call. */
const advances = fc.tuple(
  fc.constant("advance" as const),
  fc.oneof(fc.constantFrom(1, 2_000, 5_000), fc.nat({ max: DAY_MS / 3 })),
  fc.constant(0),
);
const perDay = fc.integer({ min: 1, max: 400 });
/** Clocks of isolates that differ from the object's by up to a day and a half. */
const offsets = fc.array(fc.integer({ min: -1.5 * DAY_MS, max: 1.5 * DAY_MS }), {
  minLength: 1,
  maxLength: 6,
});

type Step = readonly [
  kind: "send" | "deliver" | "lose" | "evict" | "settle" | "advance",
  of: number,
  times: number,
];

async function play(edge: SimulatedEdge, steps: readonly Step[]): Promise<void> {
  for (const [kind, of, times] of steps) {
    if (kind === "send") await edge.send(of, times);
    else await edge[kind](of);
  }
}

const allowedOf = ({ requests }: SimulatedEdge) =>
  requests.filter(({ outcome }) => outcome === "allowed").length;

/** How many requests were allowed within a day of the object's clock, by day. */
function allowedByDay({ requests }: SimulatedEdge): ReadonlyMap<number, number> {
  const days = new Map<number, number>();
  for (const { startedAt, endedAt = Number.POSITIVE_INFINITY, outcome } of requests) {
    const day = Math.floor(startedAt / DAY_MS);
    if (outcome !== "allowed" || day !== Math.floor(endedAt / DAY_MS)) continue;
    days.set(day, (days.get(day) ?? 0) + 1);
  }
  return days;
}

/** Sends requests to every isolate until each of them rejects one. */
async function useUp(edge: SimulatedEdge, isolates: number): Promise<void> {
  for (let isolate = 0; isolate < isolates; isolate += 1) {
    do {
      await edge.send(isolate);
      await edge.settle();
    } while (edge.requests.at(-1)?.outcome === "allowed");
  }
}

describe("a daily quota, in any order of events,", () => {
  test("is never exceeded within a day, also if calls fail and clocks differ", async () => {
    const steps = fc.array(fc.oneof(sends, delivers, delivers, settles, loses, evicts, advances), {
      maxLength: 120,
      size: "max",
    });
    await fc.assert(
      fc.asyncProperty(perDay, offsets, steps, async (perDay, offsets, steps) => {
        const edge = simulatedEdge({ perDay, whenDown: "reject" }, offsets);
        await play(edge, steps);
        await edge.settle();
        await edge.advance(5_000);
        await useUp(edge, offsets.length);
        for (const [, allowed] of allowedByDay(edge)) expect(allowed).toBeLessThanOrEqual(perDay);
      }),
      { numRuns: 50 },
    );
  });

  test("is used up exactly if no isolate is evicted and no call fails", async () => {
    const steps = fc.array(fc.oneof(sends, delivers, settles), { maxLength: 40, size: "max" });
    await fc.assert(
      fc.asyncProperty(perDay, offsets, steps, async (perDay, offsets, steps) => {
        const edge = simulatedEdge({ perDay, whenDown: "reject" }, offsets);
        await play(edge, steps);
        await edge.settle();
        await useUp(edge, offsets.length);
        expect(allowedOf(edge)).toBe(perDay);
      }),
      { numRuns: 30 },
    );
  });

  test("loses at most a tenth of what was used if isolates are evicted", async () => {
    const steps = fc.array(fc.oneof(sends, delivers, settles, evicts, evicts), {
      maxLength: 120,
      size: "max",
    });
    await fc.assert(
      fc.asyncProperty(perDay, offsets, steps, async (perDay, offsets, steps) => {
        const edge = simulatedEdge({ perDay, whenDown: "reject" }, offsets);
        await play(edge, steps);
        await edge.settle();
        await useUp(edge, offsets.length);
        expect(allowedOf(edge)).toBeLessThanOrEqual(perDay);
        expect(allowedOf(edge) * (1 + PORTION_SHARE)).toBeGreaterThanOrEqual(perDay);
      }),
      { numRuns: 30 },
    );
  });

  test("ends every request, and calls the object again after it failed", async () => {
    const steps = fc.array(fc.oneof(sends, delivers, loses, loses, advances), { maxLength: 60, size: "max" });
    const whenDown = fc.constantFrom("allow" as const, "reject" as const);
    await fc.assert(
      fc.asyncProperty(whenDown, offsets, steps, async (whenDown, offsets, steps) => {
        const edge = simulatedEdge({ perDay: 1_000_000, whenDown }, offsets);
        await play(edge, steps);
        await edge.advance(2_000);
        const outcomes = new Set(edge.requests.map(({ outcome }) => outcome));
        expect(outcomes.has(undefined)).toBe(false);
        expect(outcomes.has(whenDown === "allow" ? "quota_unavailable" : undefined)).toBe(false);
        await edge.settle();
        await edge.advance(5_000);
        for (let isolate = 0; isolate < offsets.length; isolate += 1) {
          await edge.send(isolate);
          await edge.settle();
          expect(edge.requests.at(-1)?.outcome).toBe("allowed");
        }
      }),
      { numRuns: 30 },
    );
  });
});
