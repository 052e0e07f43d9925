import { describe, expect, test } from "vitest";
import { checkLanguage } from "../../src/language/check-language.ts";
import { LANGUAGE_RULES } from "../../src/language/rules.ts";

/** One sentence per pattern or alternative, with the words that must be found in it. */
const REJECTED = [
  ["The «rejected» token", "«"],
  ["The “rejected” token", "“"],
  ["A token is returned, whatever the store says.", "whatever"],
  ["It is sent thrice.", "thrice"],
  ["It starts afresh.", "afresh"],
  ["The token may have changed meanwhile.", "meanwhile"],
  ["It is not sent at all.", "at all"],
  ["A test beside the code", "beside"],
  ["Besides, it is cached.", "Besides"],
  ["Nobody reads it.", "Nobody"],
  ["A layer that no one reads.", "no one"],
  ["The slot is blocked for good.", "for good"],
  ["Nothing is sent, save loopback requests.", "save"],
  ["It must use https, save for loopback.", "save"],
  ["It is read by the broker alone.", "alone"],
  ["The token is had without a store.", "is had"],
  ["The broker is told.", "is told"],
  ["What the server answers is parsed.", "answers"],
  ["The answer is parsed.", "answer"],
  ["WakaPay answered 503.", "answered"],
  ["The store is asked first.", "is asked"],
  ["The token that was asked for", "was asked"],
  ["It asks for a token.", "asks for"],
  ["When its time is over, it is deleted.", "is over"],
  ["The body broke off.", "broke off"],
  ["The server comes down.", "comes down"],
  ["It fails without a word.", "without a word"],
  ["It is retried only where it can be.", "only where it"],
  ["It is skipped where there is no store.", "where there is"],
  ["A 401 is returned where it fails.", "where it fails"],
  ["Where the store fails, it is skipped.", "Where the"],
  ["The behaviour is documented.", "behaviour"],
  ["Names are normalised.", "normalised"],
  ["The wait was cancelled.", "cancelled"],
] as const;

const ACCEPTED = [
  "Ask the gateway's operator for a new key.",
  "The body is over 64 KiB.",
  "Do not leave it alone, and save the token.",
  "The folder where the token is stored",
  "The callers over HTTP",
  "The header wakapay-gateway-answer",
  "Broken offsets and breaking changes",
  "The alone-standing word in a name: stand-alone",
];

const foundIn = (path: string, text: string) => checkLanguage(path, text).map(({ found }) => found);

describe("checkLanguage", () => {
  test.each(REJECTED)("rejects: %s", (sentence, found) => {
    expect(foundIn("page.md", sentence)).toContain(found);
    expect(foundIn("code.ts", `// ${sentence}`)).toContain(found);
    expect(foundIn("code.ts", `const text = ${JSON.stringify(sentence)};`)).toContain(found);
  });

  test("has an example of every pattern", () => {
    for (const { pattern } of LANGUAGE_RULES) {
      const insensitive = new RegExp(pattern, "i");
      expect(
        REJECTED.some(([sentence]) => insensitive.test(sentence)),
        String(pattern),
      ).toBe(true);
    }
  });

  test.each(ACCEPTED)("accepts: %s", (sentence) => {
    expect(foundIn("page.md", sentence)).toEqual([]);
    expect(foundIn("code.ts", `/** ${sentence} */`)).toEqual([]);
  });

  test("reports line, column, and what to write", () => {
    expect(checkLanguage("page.md", "Fine.\nNot at  all.")).toEqual([
      { line: 2, column: 5, found: "at all", instead: "nothing" },
    ]);
  });
});

/** Template syntax, which must not be interpolated here. */
const STATUS = "$" + "{status}";

describe("checkLanguage on TypeScript", () => {
  test.each([
    ["a test name", 'test("answers with a token", () => {});'],
    ["an error message", 'throw new Error("The server answered late.");'],
    ["a template with a value", `throw new Error(\`The server answered ${STATUS}.\`);`],
    ["text after a value of a template", `log(\`${STATUS}: nobody listens\`);`],
    ["a line comment", "const a = 1; // nobody reads this"],
    ["a docstring that wraps", "/**\n * The token that is\n * asked for.\n */"],
    ["line comments that wrap", "// It is not sent at\n// all."],
    ["text behind a regular expression", 'const r = /"`/; fail("nobody listens");'],
  ])("rejects %s", (_name, source) => {
    expect(foundIn("code.ts", source)).toHaveLength(1);
  });

  test.each([
    ["an identifier", "const answer = answered(alone);"],
    ["a string that is one word", 'const name = "answer";'],
    ["a regular expression", "const pattern = /answer at all/;"],
    ["code font in a comment", "/** Returns `answer` and {@link answered}. */"],
    ["code font in a message", 'fail("`answer` must be a string.");'],
    ["code font in a template", "fail(`\\`answer\\` must be a string.`);"],
    [
      "an example in a docstring",
      "/**\n * Returns it.\n *\n * @example\n * const answer = await call();\n */",
    ],
    ["a code block in a comment", "/**\n * ```\n * answer\n * ```\n */"],
    ["words of two strings", 'call("it is", "had by");'],
  ])("accepts %s", (_name, source) => {
    expect(foundIn("code.ts", source)).toEqual([]);
  });

  test("checks what follows an example in a docstring", () => {
    expect(foundIn("code.ts", "/**\n * @example\n * answer();\n * @returns nobody\n */")).toEqual(["nobody"]);
  });
});

describe("checkLanguage on other files", () => {
  test("accepts code blocks, code font, and link targets in Markdown", () => {
    const page = "```sh\necho answer\n```\n\nThe `answer` of [the log](docs/the answer.md).\n";
    expect(foundIn("page.md", page)).toEqual([]);
  });

  test("rejects text before and after a code block in Markdown", () => {
    expect(foundIn("page.md", "Nobody.\n\n```\nanswer\n```\n\nNobody.\n")).toEqual(["Nobody", "Nobody"]);
  });

  test("rejects text in JSON, but not names", () => {
    const json = '{ "answer": "whatever", "description": "Whatever it answers" }';
    expect(foundIn("package.json", json)).toEqual(["Whatever", "answers"]);
  });

  test("rejects text in YAML and shell scripts, but not keys and paths", () => {
    expect(foundIn("api.yaml", "answer:\n  path: /answer/alone\n  # Nobody\n")).toEqual(["Nobody"]);
    expect(foundIn(".ci/run", 'answer=1\necho "nobody" "$answer"\n')).toEqual(["nobody"]);
  });
});
