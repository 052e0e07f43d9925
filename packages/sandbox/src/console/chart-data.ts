import { paths } from "../http/paths.ts";
import type { JournalEntry } from "../state/journal.ts";
import { outcomeGroup } from "./outcome-group.ts";

/** The lanes of the chart, from top to bottom. */
export const LANES = ["exchanges", "authorized", "rejected", "faults"] as const;

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

/** Counts the requests of the journal over time, from the first one to now. */
export function chartData(entries: readonly JournalEntry[], now: number): ChartData {
  // The clock can be set back, so the first entry isn't always the earliest.
  const earliest = entries.reduce((time, { at }) => Math.min(time, at), now);
  const latest = entries.reduce((time, { at }) => Math.max(time, at), now);
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
    const interval = intervals[Math.floor((entry.at - from) / stepMs)];
    for (const lane of lanesOf(entry)) {
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
  return { exchanges: 0, authorized: 0, rejected: 0, faults: 0 };
}

function lanesOf(entry: JournalEntry): Lane[] {
  const group = outcomeGroup(entry);
  return [
    ...(entry.path === paths.exchange && entry.method === "POST" ? (["exchanges"] as const) : []),
    ...(group === "authorized" || group === "rejected" ? [group] : []),
    ...(entry.fault === undefined ? [] : (["faults"] as const)),
  ];
}
