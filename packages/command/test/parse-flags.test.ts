import { expect, test } from "vitest";
import { choiceFlag, type Flag } from "../src/flag.ts";
import { parseFlags } from "../src/parse-flags.ts";

const query: Flag<string> = {
  name: "query",
  short: "q",
  value: "name=value",
  repeats: true,
  hasNoVariable: true,
  default: "",
  help: "A parameter.",
  parse: (text) => text,
};
const profile = choiceFlag("profile", "name", ["test", "production"], "The profile.");
const command = { variablePrefix: "WAKAPAY", flags: [query, profile] };

test.each([[["-q", "a=1,2", "--query", "b=3"]], [["-qa=1,2", "--query=b=3"]]])(
  "returns every value of a repeated flag: %s",
  (args) => {
    expect(parseFlags(command, args, {}).valuesOf(query)).toEqual(["a=1,2", "b=3"]);
  },
);

test("reads no variable for a flag of one call", () => {
  expect(parseFlags(command, [], { WAKAPAY_QUERY: "a=1" }).valuesOf(query)).toEqual([]);
});

test("accepts only the choices of a flag, also in its variable", () => {
  expect(parseFlags(command, ["--profile", "test"], {}).valueOf(profile)).toBe("test");
  expect(() => parseFlags(command, [], { WAKAPAY_PROFILE: "live" }).valueOf(profile)).toThrow(
    '`WAKAPAY_PROFILE` must be one of: test, production (got "live").',
  );
});

test("names a short flag as it was written", () => {
  expect(() => parseFlags(command, ["-q"], {})).toThrow("`-q` needs a value: `-q <name=value>`.");
  expect(() => parseFlags(command, ["-x"], {})).toThrow("Unknown option `-x`.");
});
