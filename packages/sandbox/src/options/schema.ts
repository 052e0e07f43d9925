import * as v from "valibot";

/** Creates the message "must be … (got …)". It names the type of the value and never quotes it. */
export function mustBe(expected: string): (issue: { readonly input: unknown }) => string {
  return ({ input }) => `must be ${expected} (got ${describe(input)})`;
}

/** A string with at least one character. */
export function nonEmptyText(expected = "a non-empty string"): v.GenericSchema<string> {
  return v.pipe(v.string(mustBe(expected)), v.nonEmpty(mustBe(expected)));
}

/** A whole number in a range. The message quotes a number that is out of range. */
export function wholeNumber(min: number, max: number): v.GenericSchema<number> {
  const message = ({ input }: { readonly input: unknown }) =>
    `must be a whole number from ${min} to ${max} (got ${typeof input === "number" ? input : describe(input)})`;
  return v.pipe(
    v.number(message),
    v.safeInteger(message),
    v.minValue(min, message),
    v.maxValue(max, message),
  );
}

/** A whole number in a range, written as decimal digits. */
export function wholeNumberText(min: number, max: number): v.GenericSchema<string, number> {
  const message = mustBe(`a whole number from ${min} to ${max}`);
  return v.pipe(
    v.string(message),
    v.digits(message),
    v.transform((text) => Number(text)),
    wholeNumber(min, max),
  );
}

/** `true` or `false`. */
export const trueOrFalse: v.GenericSchema<boolean> = v.boolean(mustBe("true or false"));

/** A field that may be missing. The JSON Schema of scenarios contains the description. */
export function optional<Output>(
  schema: v.GenericSchema<unknown, Output>,
  description: string,
): v.OptionalSchema<v.GenericSchema<unknown, Output>, undefined> {
  return v.optional(v.pipe(schema, v.description(description)));
}

/** An object that is not an array. */
export const plainObject: v.GenericSchema<unknown, object> = v.custom<object>(
  (input) => typeof input === "object" && input !== null && !Array.isArray(input),
  mustBe("an object"),
);

/** An object with only the fields of `entries`. */
export function fields<const Entries extends v.ObjectEntries>(
  entries: Entries,
): v.GenericSchema<unknown, v.InferOutput<v.StrictObjectSchema<Entries, undefined>>> {
  const names = Object.keys(entries);
  const unknownField = `has an unknown field. ${names.length === 0 ? "It has no fields" : `Known fields: ${names.join(", ")}`}`;
  return v.pipe(
    plainObject,
    v.strictObject(entries, ({ expected }) => (expected === "never" ? unknownField : "is missing")),
  );
}

function describe(value: unknown): string {
  if (value === "") return "an empty string";
  if (Array.isArray(value)) return value.length === 0 ? "an empty array" : "an array";
  if (value === null || value === undefined) return String(value);
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
