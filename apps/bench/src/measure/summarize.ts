import type { Measurement, Subject } from "../table/row.ts";
import { median } from "./statistics.ts";

/** The ratios of each subject to the baseline, one for each process. */
export type Ratios = Readonly<Record<string, readonly number[]>>;

/** The subject of {@link Ratios} that is the baseline itself. */
export const CONTROL = "control";

/** Summarizes ratios: the median, and the lowest and highest process. */
export function summarizeRatios(baseline: string, ours: string, ratios: Ratios): Measurement {
  const summarize = (name: string, values: readonly number[]): Subject => ({
    name,
    isOurs: name === ours,
    value: values.length === 0 ? null : round(median(values)),
    ...(values.length > 0 && { low: round(Math.min(...values)), high: round(Math.max(...values)) }),
  });
  const subjects = Object.entries(ratios).filter(([name]) => name !== CONTROL);
  return {
    baseline,
    control: summarize(CONTROL, ratios[CONTROL] ?? []),
    subjects: subjects.map(([name, values]) => summarize(name, values)),
  };
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
