/** Reads a boolean. Throws a `TypeError` that names the field. */
export function readFlag(name: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw new TypeError(`${name} must be true or false.`);
}
