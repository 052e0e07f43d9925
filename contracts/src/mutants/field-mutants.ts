import type { Json } from "../pact/json.ts";
import type { Mutant } from "./mutant.ts";

type Fields = { readonly [name: string]: Json };

/** Creates the mutants of one field of a JSON body: its value, its type, its name, its presence. */
export function createFieldMutants(name: string, documented: Json): Mutant[] {
  const set = (change: string, value: (actual: Json) => Json) =>
    edit(name, change, (fields) => ({ ...fields, [name]: value(fields[name] ?? null) }));
  return [
    edit(name, "removed", ({ [name]: _, ...others }) => others),
    edit(name, "renamed", ({ [name]: value = null, ...others }) => ({
      ...others,
      [name.toUpperCase()]: value,
    })),
    set("null", () => null),
    set("in an array", (value) => [value]),
    set("in an object", (value) => ({ value })),
    set("true", () => true),
    ...(typeof documented === "number"
      ? [
          set("incremented", (value) => Number(value) + 1),
          set("negative", (value) => -1 - Number(value)),
          set("a fraction", (value) => Number(value) + 0.5),
          set("a string", (value) => String(value)),
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
    apply: (response) => ({ ...response, body: JSON.stringify(apply(JSON.parse(response.body))) }),
  };
}
