/** The middle of a list. */
export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** The middle of the ratios of one list's numbers to the other's, pair by pair. */
export function medianRatio(values: readonly number[], baseline: readonly number[]): number {
  return median(values.map((value, at) => value / (baseline[at] ?? Number.NaN)));
}
