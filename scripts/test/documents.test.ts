import { access, glob, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "../src/repository.ts";

const documents = await Array.fromAsync(
  glob("**/*.md", {
    cwd: repository("."),
    exclude: (path) => /(^|\/)(node_modules|dist|\.[a-z-]+)$/.test(path),
  }),
);

test.each(documents)("every link of %s to a file of this repository leads there", async (document) => {
  const text = await readFile(repository(document), "utf8");
  const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((found) => found[1] ?? "");
  for (const path of links) {
    await expect(access(join(dirname(repository(document)), path)), path).resolves.toBeUndefined();
  }
});

test("the documents that are read first are among those whose links are followed", () => {
  expect(documents).toEqual(
    expect.arrayContaining(["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"]),
  );
});

test("the list of decisions names every page", async () => {
  const list = await readFile(repository("docs/decisions/README.md"), "utf8");
  const pages = documents.filter((path) => /^docs\/decisions\/\d/.test(path));
  expect(pages.length).toBeGreaterThan(5);
  for (const page of pages) expect(list).toContain(`](${page.replace("docs/decisions/", "")})`);
});
