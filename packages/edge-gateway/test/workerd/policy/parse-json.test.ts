import { describe, expect, test } from "vitest";
import { parseJson } from "../../../src/policy/parse-json.ts";

describe("parseJson", () => {
  test.each([
    '{"a":[1,-2.5e3,true,false,null,"x\\n\\u00e9\\"\\\\"],"b":{"a":{}},"":[]}',
    " [ ] ",
    '"text with ü, 🐘, and \u2028"',
    '{"__proto__":1,"constructor":2}',
  ])("reads what JSON.parse reads: %s", (text) => {
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  test.each([
    ['{"readOnly":true,\n "readOnly":false}', "line 2, column 2: duplicate member"],
    ['{"a":[{"x":1,"y":2,"x":1}]}', "line 1, column 20: duplicate member"],
    ['{"a":1,"\\u0061":2}', "line 1, column 8: duplicate member"],
    ['{"a":1,}', "line 1, column 8: expected a name in double quotes"],
    ['{"a" 1}', "line 1, column 6: expected a colon"],
    ['{"a":1 "b":2}', "line 1, column 8: expected a comma or }"],
    ["[1 2]", "line 1, column 4: expected a comma or ]"],
    ["{canary}", "line 1, column 2: expected a name in double quotes"],
    ['{"a": canary}', "line 1, column 7: expected a value"],
    ['{"a": 01}', "line 1, column 7: expected a value"],
    ['{"a": TRUE}', "line 1, column 7: expected a value"],
    ['{"a": "\\x"}', "line 1, column 7: expected a value"],
    ['{"a": "canary\t"}', "line 1, column 7: expected a value"],
    ['"canary\n"', "line 1, column 1: expected a value"],
    ['{"a": 1}\n// canary', "line 2, column 1: comments are not allowed"],
    ["\uFEFF{}", "line 1, column 1: a byte order mark is not allowed"],
    ['{"a": [', "line 1, column 8: the text ends too early"],
    ["", "line 1, column 1: the text ends too early"],
    ["{} {}", "line 1, column 4: expected the end of the text"],
  ])("rejects %j with its position and nothing of the text", (text, message) => {
    expect(() => parseJson(text)).toThrow(message);
  });

  test("allows comments and trailing commas in JSONC", () => {
    const text = '// comment\n{ /* "a" */ "a": [1, 2,], "url": "https://host", }\n';
    expect(parseJson(text, { isJsonc: true })).toEqual({ a: [1, 2], url: "https://host" });
    expect(() => parseJson('{ "a": 1, // "a"\n "a": 2 }', { isJsonc: true })).toThrow(
      "line 2, column 2: duplicate member",
    );
  });
});
