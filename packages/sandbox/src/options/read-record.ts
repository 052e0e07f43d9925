import { isRecord } from "./is-record.ts";

/**
 * Narrows something from outside to an object with none but the named fields.
 *
 * Throws a `TypeError` whose sentence says what was expected and which field is unknown; never a value.
 */
export function readRecord(value: unknown, what: string, fields: readonly string[]): Record<string, unknown> {
  if (!isRecord(value)) throw new TypeError(`${what} must be an object.`);
  const unknown = Object.keys(value).find((field) => !fields.includes(field));
  if (unknown !== undefined) {
    const known = fields.length === 0 ? "It has none." : `Its fields are: ${fields.join(", ")}.`;
    throw new TypeError(`${what} has a field that is not known. ${known}`);
  }
  return value;
}
