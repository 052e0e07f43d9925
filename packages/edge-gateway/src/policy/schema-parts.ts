import * as v from "valibot";

/** Names that valibot's `record` omits without an issue. */
const OMITTED = ["__proto__", "prototype", "constructor"];

const LIST = "must be a list with at least one item";

/** An object with arbitrary names, of which {@link OMITTED} are not allowed. */
export function byName<const Value extends v.GenericSchema>(name: ReturnType<typeof text>, value: Value) {
  return v.pipe(
    v.unknown(),
    v.check((input) => !Array.isArray(input), "must be an object"),
    v.check(
      (input) => !OMITTED.some((omitted) => Object.hasOwn(Object(input), omitted)),
      "must not contain a reserved name such as constructor",
    ),
    v.record(name, value, "must be an object"),
  );
}

/** A list of at least one item. */
export function list<const Item extends v.GenericSchema>(item: Item) {
  return v.pipe(v.array(item, LIST), v.nonEmpty(LIST));
}

/** A text of this shape. */
export function text(shape: RegExp, message: string) {
  return v.pipe(v.string(message), v.regex(shape, message));
}

/** A whole number of this range. */
export function wholeNumber(from: number, to: number) {
  const message = `must be a whole number from ${from} to ${to}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(from, message), v.maxValue(to, message));
}

/** Says what is wrong with an object of this shape, or with one of its members. */
export function messageOf(shape: string) {
  return ({ expected, received }: v.ObjectIssue | v.StrictObjectIssue): string => {
    if (expected === "never") return "is not a known member";
    return received === "undefined" ? "is missing" : `must be ${shape}`;
  };
}

/** Says what is wrong with an object or one of its members. */
export const objectMessage = messageOf("an object");
