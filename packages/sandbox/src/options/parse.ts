import * as v from "valibot";

/**
 * Validates a value with a schema and returns the result.
 *
 * Throws a `TypeError` that names the invalid field. `name` is the name of the value as a whole.
 */
export function parse<Output>(
  schema: v.GenericSchema<unknown, Output>,
  value: unknown,
  name: string,
): Output {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const keys = (issue.path ?? []).map(({ key }) => key);
  // An unknown key is not shown: a mistyped request can have a secret in its place.
  if (issue.expected === "never") keys.pop();
  const path = keys.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
  const field = path.startsWith(".") ? path.slice(1) : `${name}${path}`;
  throw new TypeError(`\`${field}\` ${issue.message}.`);
}
