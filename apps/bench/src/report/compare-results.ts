import type { Measurement, Row } from "../table/row.ts";
import type { Result } from "./results.ts";
import { isInSpread } from "./verdict.ts";

/** How far ours may be from the committed result in a quick run. */
const TOLERANCE = { ratio: 0.15, ms: 0.5, bytes: 0.05, exchanges: 0 } as const;

/** A difference from the committed result. */
export interface Difference {
  readonly row: string;
  readonly committed: number | undefined;
  readonly now: number | undefined;
  readonly result: "same" | "better" | "worse" | "not comparable";
}

/** Compares ours with the committed result. Values that are close are the same. */
export function compareResults(row: Row, committed: Result | undefined, now: Measurement): Difference {
  const before = committed && oursOf(committed.measurement);
  const after = oursOf(now);
  const difference = { row: row.id, committed: before, now: after };
  const isVoid = committed === undefined || committed.verdict.status === "void";
  if (isVoid || before === undefined || after === undefined)
    return { ...difference, result: "not comparable" };
  const ratio = before === after ? 1 : after / before;
  if (Math.abs(ratio - 1) <= TOLERANCE[row.unit] || isInSpread(ratio, now)) {
    return { ...difference, result: "same" };
  }
  return { ...difference, result: ratio < 1 === (row.better === "lower") ? "better" : "worse" };
}

/** Returns the value of our first subject. */
function oursOf({ subjects }: Measurement): number | undefined {
  return subjects.find(({ isOurs }) => isOurs)?.value ?? undefined;
}
