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

/** The figures of the chart: at most 60 intervals of equal length. */
export interface ChartData {
  readonly from: number;
  readonly stepMs: number;
  readonly intervals: readonly Interval[];
  readonly totals: Readonly<Record<Lane, number>>;
}

const MAX_INTERVALS = 60;
const SECOND = 1000;
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400];

/** Counts the requests of the journal over time, from the first one to now. */
export function chartData(entries: readonly JournalEntry[], now: number): ChartData {
  // The clock can be set back, so the first entry isn't always the earliest.
  const first = entries.reduce((earliest, { at }) => Math.min(earliest, at), now);
  const last = entries.reduce((latest, { at }) => Math.max(latest, at), now);
  const needed = (last - first) / MAX_INTERVALS;
  const stepMs = (STEPS.find((step) => step * SECOND > needed) ?? Math.ceil(needed / SECOND)) * SECOND;
  const end = (Math.floor(last / stepMs) + 1) * stepMs;
  const from = end - MAX_INTERVALS * stepMs;
  const intervals = Array.from({ length: MAX_INTERVALS }, (_, index) => ({
    from: from + index * stepMs,
    counts: noCounts(),
  }));
  const totals = noCounts();
  for (const entry of entries) {
    const interval = intervals[Math.max(0, Math.floor((entry.at - from) / stepMs))];
    for (const lane of lanesOf(entry)) {
      totals[lane] += 1;
      if (interval !== undefined) interval.counts[lane] += 1;
    }
  }
  return { from, stepMs, intervals, totals };
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
