import {
  custom,
  digits,
  type GenericSchema,
  type InferOutput,
  maxValue,
  minValue,
  nonEmpty,
  number,
  type ObjectEntries,
  pipe,
  type StrictObjectSchema,
  safeInteger,
  strictObject,
  string,
  transform,
} from "valibot";

/** Creates the message "must be … (got …)". It names the type of the value and never quotes it. */
export function mustBe(expected: string): (issue: { readonly input: unknown }) => string {
  return ({ input }) => `must be ${expected} (got ${describe(input)})`;
}

/** A string with at least one character. */
export function nonEmptyText(expected = "a non-empty string"): GenericSchema<string> {
  return pipe(string(mustBe(expected)), nonEmpty(mustBe(expected)));
}

/** A whole number in a range. The message quotes a number that is out of range. */
export function wholeNumber(min: number, max: number): GenericSchema<number> {
  const message = ({ input }: { readonly input: unknown }) =>
    `must be a whole number from ${min} to ${max} (got ${typeof input === "number" ? input : describe(input)})`;
  return pipe(number(message), safeInteger(message), minValue(min, message), maxValue(max, message));
}

/** A whole number in a range, written as decimal digits. */
export function wholeNumberText(min: number, max: number): GenericSchema<string, number> {
  const message = mustBe(`a whole number from ${min} to ${max}`);
  return pipe(
    string(message),
    digits(message),
    transform((text) => Number(text)),
    wholeNumber(min, max),
  );
}

/** An object that is not an array. */
export const plainObject: GenericSchema<unknown, object> = custom<object>(
  (input) => typeof input === "object" && input !== null && !Array.isArray(input),
  mustBe("an object"),
);

/** An object with only the fields of `entries`. */
export function fields<const Entries extends ObjectEntries>(
  entries: Entries,
): GenericSchema<unknown, InferOutput<StrictObjectSchema<Entries, undefined>>> {
  const names = Object.keys(entries);
  const unknownField = `has an unknown field. ${names.length === 0 ? "It has no fields" : `Known fields: ${names.join(", ")}`}`;
  return pipe(
    plainObject,
    strictObject(entries, ({ expected }) => (expected === "never" ? unknownField : "is missing")),
  );
}

function describe(value: unknown): string {
  if (value === "") return "an empty string";
  if (Array.isArray(value)) return value.length === 0 ? "an empty array" : "an array";
  if (value === null || value === undefined) return String(value);
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
