import { access, glob, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { PUBLISHED } from "../../src/workspace/manifests.ts";
import { repository } from "../../src/workspace/repository.ts";

const documents = await Array.fromAsync(
  glob("**/*.md", {
    cwd: repository("."),
    exclude: (path) => /(^|\/)(node_modules|dist|\.[a-z-]+)$/.test(path),
  }),
);

test.each(documents)("resolves every link of %s within the repository", async (document) => {
  const text = await readFile(repository(document), "utf8");
  const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((found) => found[1] ?? "");
  for (const path of links) {
    await expect(access(join(dirname(repository(document)), path)), path).resolves.toBeUndefined();
  }
});

const published = documents.filter((path) => PUBLISHED.some((folder) => path.startsWith(`${folder}/`)));

test.each(published)("links from %s only to files of its package", async (document) => {
  const [parent = "", name = ""] = document.split("/");
  const text = await readFile(repository(document), "utf8");
  const links = [...text.matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)/g)].map((found) => found[1] ?? "");
  const targets = links.map((link) => join(dirname(document), link).replaceAll("\\", "/"));
  expect(targets.filter((target) => !target.startsWith(`${parent}/${name}/`))).toEqual([]);
});

test("checks the links of the root documents", () => {
  expect(documents).toEqual(
    expect.arrayContaining(["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"]),
  );
});

test("lists every decision in the index", async () => {
  const index = await readFile(repository("docs/decisions/README.md"), "utf8");
  const pages = documents.filter((path) => /^docs\/decisions\/\d/.test(path));
  expect(pages.length).toBeGreaterThan(5);
  for (const page of pages) expect(index).toContain(`](${page.replace("docs/decisions/", "")})`);
});
