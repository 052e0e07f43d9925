/** Returns the median. `NaN` for an empty list. */
export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Returns the items in random order. */
export function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ item }) => item);
}

/**
 * Returns a batch size that varies by 25%. With a fixed size, garbage would be collected at the
 * same place in each batch.
 */
export function varied(size: number): number {
  return Math.max(1, Math.round(size * (0.75 + 0.5 * Math.random())));
}
