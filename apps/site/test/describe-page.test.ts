import { describe, expect, test } from "vitest";
import { describePage } from "../src/describe-page.ts";

describe("describePage", () => {
  test.each([
    ["# A\n\nThe [policy](x.md) lists\n`callers`.\n\nMore.", "The policy lists callers."],
    ["# A\n\n![drawn](a.svg)\n\n- a list\n\nThis is **it**:", "This is it."],
    [`# A\n\nThe first sentence. ${"word ".repeat(50)}`, "The first sentence."],
    ['# A\n\nStatus: accepted\n\n## Context\n\nIt is "cheap".', "It is 'cheap'."],
    ["# A\n\n- only a list", ""],
  ])("takes the first paragraph of %j", (text, description) => {
    expect(describePage("a.md", text)).toEqual({ description });
  });

  test.each([
    ["edge-gateway/policy.md", "# Policy", "Gateway"],
    ["edge-gateway/operations.md", "# Operate the gateway", undefined],
    ["sandbox/index.md", "# @wakapay/sandbox", undefined],
    ["limits.md", "# Limits", undefined],
  ])("names the part of the product for %s with the title %j", (path, text, group) => {
    expect(describePage(path, text).group).toBe(group);
  });
});
