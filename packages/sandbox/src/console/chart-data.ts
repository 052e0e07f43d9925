import type { JournalEntry } from "../state/journal.ts";
import { isInGroup } from "./outcome-group.ts";

/** The lanes of the chart, from top to bottom: the groups of the filter. */
export const LANES = ["exchange", "authorized", "rejected", "fault"] as const;

export type Lane = (typeof LANES)[number];

/** How many requests of each lane arrived in one interval. */
export interface Interval {
  readonly from: number;
  readonly counts: Readonly<Record<Lane, number>>;
}

/** The figures of the chart: up to 60 intervals of equal length. */
export interface ChartData {
  readonly from: number;
  readonly stepMs: number;
  readonly intervals: readonly Interval[];
  readonly totals: Readonly<Record<Lane, number>>;
}

const MAX_INTERVALS = 60;
const STEPS_SECONDS = [
  1, 2, 3, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400,
];

/** Returns when a request arrived, without what the clock had skipped by then. */
export function realTime({ at, advancedSeconds }: Pick<JournalEntry, "at" | "advancedSeconds">): number {
  return at - advancedSeconds * 1000;
}

/**
 * Counts the requests of the journal over time, from the first one to now. `now` and the intervals
 * are without what the clock skipped, so that a jump of the clock leaves no gap.
 */
export function chartData(entries: readonly JournalEntry[], now: number): ChartData {
  const times = entries.map(realTime);
  const earliest = times.reduce((first, time) => Math.min(first, time), now);
  const latest = times.reduce((last, time) => Math.max(last, time), now);
  const stepMs = stepFor(latest - earliest);
  const end = (Math.floor(latest / stepMs) + 1) * stepMs;
  const needed = Math.ceil((end - earliest) / stepMs);
  const length = stepMs === 1000 ? MAX_INTERVALS : needed;
  const from = end - length * stepMs;
  const intervals = Array.from({ length }, (_, index) => ({
    from: from + index * stepMs,
    counts: noCounts(),
  }));
  const totals = noCounts();
  for (const entry of entries) {
    const interval = intervals[Math.floor((realTime(entry) - from) / stepMs)];
    for (const lane of LANES.filter((group) => isInGroup(entry, group))) {
      totals[lane] += 1;
      if (interval !== undefined) interval.counts[lane] += 1;
    }
  }
  return { from, stepMs, intervals, totals };
}

/** Returns the shortest interval with which the chart covers a time. */
function stepFor(spanMs: number): number {
  const steps = STEPS_SECONDS.map((seconds) => seconds * 1000);
  // An interval more than the span needs, because the first one starts before the first request.
  const fitting = steps.find((step) => spanMs <= (MAX_INTERVALS - 1) * step);
  return fitting ?? Math.ceil(spanMs / (MAX_INTERVALS - 1));
}

function noCounts(): Record<Lane, number> {
  return { exchange: 0, authorized: 0, rejected: 0, fault: 0 };
}
