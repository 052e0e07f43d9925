import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { llmsText, missingPages } from "../../src/workspace/llms.ts";
import { repository } from "../../src/workspace/repository.ts";

const README = "# Name\n\n[![Badge](image)](LICENSE)\n\nA summary\nin two lines.\n\nMore.\n";
const INDEX = `# Documentation

Find a page.

## Section

- [One](../packages/one/README.md): with a
  long description.
- [Two](two.md#part): short.
`;

test("takes the summary from the README and the links from the index", () => {
  expect(llmsText(README, INDEX)).toBe(`# Name

> A summary in two lines.

## Section

- [One](packages/one/README.md): with a long description.
- [Two](docs/two.md#part): short.
`);
});

test("matches the committed llms.txt", () => {
  const read = (path: string) => readFileSync(repository(path), "utf8");
  expect(read("llms.txt")).toBe(llmsText(read("README.md"), read("docs/README.md")));
});

test("finds the pages that the index does not list", () => {
  const files = ["README.md", "docs/README.md", "docs/two.md", "docs/three.md", "packages/one/README.md"];
  const others = ["docs/decisions/2026-a.md", "a/test/b.md", "packages/one/CHANGELOG.md", "package.json"];
  expect(missingPages(INDEX, [...files, ...others])).toEqual(["docs/three.md"]);
});
