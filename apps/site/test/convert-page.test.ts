import { describe, expect, test } from "vitest";
import { convertPage } from "../src/convert-page.ts";

const targets = {
  pages: new Map([
    ["docs/errors.md", "errors"],
    ["packages/sandbox/README.md", "sandbox/index"],
  ]),
  exists: (file: string) => ["docs/life.svg", "LICENSE", "contracts/src"].includes(file),
  repository: "https://example.com/owner/name",
};
const convert = (text: string) => convertPage("docs/start.md", text, targets);

describe("convertPage", () => {
  test.each([
    ["[a](errors.md#timeout)", "[a](/errors#timeout)"],
    ["[a](../packages/sandbox/README.md)", "[a](/sandbox/)"],
    ["[a](../packages/sandbox)", "[a](/sandbox/)"],
    ["[a](../LICENSE)", "[a](https://example.com/owner/name/blob/main/LICENSE)"],
    ["[a](#here) [b](https://example.com/x.md)", "[a](#here) [b](https://example.com/x.md)"],
    ["[a]: errors.md", "[a]: /errors"],
    ["```sh\n[a](nowhere.md)\n```", "```sh\n[a](nowhere.md)\n```"],
    ["<!-- a/b.ts -->\n\n```ts\na\n```\n", '<p class="file">a/b.ts</p>\n\n```ts\na\n```\n'],
    ["<!-- a/b.ts -->\n\ntext\n\n```ts\na\n```", "<!-- a/b.ts -->\n\ntext\n\n```ts\na\n```"],
    ["<!-- options -->\n\n```sh\na\n```", "<!-- options -->\n\n```sh\na\n```"],
    ["```html\n<!-- a/b.ts -->\n```\n", "```html\n<!-- a/b.ts -->\n```\n"],
    ["[![License](https://img.shields.io/badge/x)](../LICENSE)\ntext", "text"],
  ])("converts %j", (text, expected) => {
    expect(convert(text)).toEqual({ text: expected, images: [] });
  });

  test("names the images that a page shows", () => {
    expect(convert("![The life](life.svg)")).toEqual({
      text: "![The life](/docs/life.svg)",
      images: ["docs/life.svg"],
    });
  });

  test("rejects a link that leads nowhere", () => {
    expect(() => convert("[a](nowhere.md)")).toThrow(
      "docs/start.md links to docs/nowhere.md, which does not exist.",
    );
  });
});
