import type { Measurement, Row, Subject } from "../table/row.ts";

/** What a measurement says about ours. */
export interface Verdict {
  readonly status: "reached" | "missed" | "void" | "reported" | "not measured";
  /** Why, if there is more to say. */
  readonly reason?: string;
}

/** If the baseline differs from itself by more, the row is void. */
const MAX_CONTROL_ERROR = 0.05;

/** Judges a measurement by the row's mark and rival. */
export function judge({ mark, rival, better }: Row, measurement: Measurement): Verdict {
  const { subjects, control } = measurement;
  const ours = subjects.filter(({ isOurs }) => isOurs);
  const values = ours.flatMap(({ value }) => value ?? []);
  if (ours.length === 0 || values.length < ours.length) return { status: "not measured" };
  const controlValue = control?.value ?? 1;
  if (Math.abs(controlValue - 1) > MAX_CONTROL_ERROR) {
    return { status: "void", reason: `the baseline differs from itself: ${controlValue.toFixed(3)}` };
  }
  const worst = better === "lower" ? Math.max(...values) : Math.min(...values);
  const isBetter = (one: number, other: number) => (better === "lower" ? one <= other : one >= other);
  if (mark !== undefined && !isBetter(worst, mark)) return { status: "missed", reason: "the mark" };
  const rivalValue = subjects.find(({ name }) => name === rival?.name)?.value ?? undefined;
  if (rival !== undefined && rivalValue !== undefined) {
    const isTie = isInSpread(worst / rivalValue, measurement);
    const isAhead = isBetter(worst, rivalValue) && !isTie;
    if (isTie ? !rival.mayTie : !isAhead) {
      return { status: "missed", reason: `${isTie ? "a tie with" : "behind"} ${rival.name}` };
    }
  }
  return { status: mark === undefined && rival === undefined ? "reported" : "reached" };
}

/** Whether a ratio is inside the spread of the control, so that it means no difference. */
export function isInSpread(ratio: number, { control }: Measurement): boolean {
  if (control?.low === undefined || control.high === undefined) return false;
  return ratio >= Math.min(control.low, 1) && ratio <= Math.max(control.high, 1);
}

/** Returns the subjects that are better than ours by more than the control's spread. */
export function betterThanOurs({ better }: Row, measurement: Measurement): readonly Subject[] {
  const ours = measurement.subjects.find(({ isOurs }) => isOurs)?.value;
  if (ours === undefined || ours === null) return [];
  return measurement.subjects.filter(({ isOurs, value }) => {
    if (isOurs || value === null || value === ours) return false;
    const isBetter = better === "lower" ? value < ours : value > ours;
    return isBetter && !isInSpread(value / ours, measurement);
  });
}
