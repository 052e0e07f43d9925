import { readFileSync } from "node:fs";
import { TokenError, type TokenErrorCode } from "@wakapay/auth-core";
import { PROBLEMS } from "@wakapay/edge-gateway/internal/http/problem";
import { describe, expect, test } from "vitest";
import { repository } from "../../src/workspace/repository.ts";

const PAGE = readFileSync(repository("docs/errors.md"), "utf8");
const source = readFileSync(repository("packages/auth-core/src/token/token-error.ts"), "utf8");
const [, union = ""] = /export type TokenErrorCode =([^;]*);/.exec(source) ?? [];
const codes = [...union.matchAll(/"(\w+)"/g)].map(([, code = ""]) => code);

/** The sections of the page, by the anchors that GitHub gives to their headings. */
const sections = new Map(
  PAGE.split(/^### /m)
    .slice(1)
    .map((section) => {
      const [title = "", ...text] = section.split("\n");
      return [title.toLowerCase().replaceAll("`", "").replaceAll(" ", "-"), text.join("\n")];
    }),
);

describe("docs/errors.md", () => {
  test.each(codes)("describes the code %s, which its error links to", (code) => {
    const { docsUrl } = new TokenError(code as TokenErrorCode, "any");
    expect(docsUrl).toMatch(/^https:\/\/github\.com\/.*\/docs\/errors\.md#\w+$/);
    expect(isComplete(docsUrl.split("#")[1])).toBe(true);
  });

  test.each(Object.keys(PROBLEMS))("describes the gateway's problem %s", (problem) => {
    expect(isComplete(`problem-${problem}`)).toBe(true);
  });

  test("describes no other errors", () => {
    const problems = Object.keys(PROBLEMS).map((problem) => `problem-${problem}`);
    expect([...sections.keys()].sort()).toEqual([...codes, ...problems].sort());
  });
});

/** Whether the page says what happened, why, and what to do. */
function isComplete(anchor = ""): boolean {
  const section = sections.get(anchor) ?? "";
  return /^\*\*What happened:\*\* .*^\*\*Why:\*\* .*^\*\*What to do:\*\* /ms.test(section);
}
