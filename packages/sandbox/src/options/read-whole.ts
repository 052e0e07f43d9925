/** Reads a whole number in a range. Throws a `TypeError` that names the field and the range, not the value. */
export function readWhole(name: string, value: unknown, least: number, most: number): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= least && value <= most)
    return value;
  throw new TypeError(`${name} must be a whole number from ${least} to ${most}.`);
}
