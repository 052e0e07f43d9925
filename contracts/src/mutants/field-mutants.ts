import type { Json } from "../json.ts";
import type { Mutant } from "./mutant.ts";

type Fields = { readonly [name: string]: Json };

/** Everything that is done to one field of a JSON object: its value, its type, its name, its presence. */
export function fieldMutants(name: string, documented: Json): Mutant[] {
  const set = (change: string, value: (actual: Json) => Json) =>
    edit(name, change, (fields) => ({ ...fields, [name]: value(fields[name] ?? null) }));
  return [
    edit(name, "removed", ({ [name]: _, ...others }) => others),
    edit(name, "renamed", ({ [name]: value = null, ...others }) => ({
      ...others,
      [name.toUpperCase()]: value,
    })),
    set("null", () => null),
    set("in a list", (value) => [value]),
    set("in an object", (value) => ({ value })),
    set("true", () => true),
    ...(typeof documented === "number"
      ? [
          set("one more", (value) => Number(value) + 1),
          set("negative", (value) => -1 - Number(value)),
          set("a fraction", (value) => Number(value) + 0.5),
          set("as text", (value) => String(value)),
        ]
      : [
          set("with a letter before it", (value) => `x${value}`),
          set("with a letter after it", (value) => `${value}x`),
          set("empty", () => ""),
          set("a number", () => 1),
        ]),
  ];
}

function edit(part: string, change: string, apply: (fields: Fields) => Fields): Mutant {
  return {
    part,
    change,
    apply: (answer) => ({ ...answer, body: JSON.stringify(apply(JSON.parse(answer.body))) }),
  };
}
