import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { PUBLISHED } from "../../src/workspace/manifests.ts";
import { repository } from "../../src/workspace/repository.ts";

const BADGE = /^\[!\[(.*?)\]\(https:\/\/img\.shields\.io\/badge\/(.*?)-\w+\)\]\((.*?)\)$/gm;

/** What a badge may say about a package. */
function factsOf(folder: string): readonly string[] {
  const {
    license,
    engines,
    dependencies = {},
  } = JSON.parse(readFileSync(repository(`${folder}/package.json`), "utf8"));
  return [
    `License: ${license}`,
    `Node.js: ${engines.node.replace(">=", "")} or later`,
    `Dependencies: ${Object.keys(dependencies).length}`,
    "Types: included",
  ];
}

/** The README of the repository describes auth-core. */
const READMES = [
  { readme: "README.md", folder: "packages/auth-core" },
  ...PUBLISHED.map((folder) => ({ readme: `${folder}/README.md`, folder })),
];

describe.each(READMES)("the badges of $readme", ({ readme, folder }) => {
  const text = readFileSync(repository(readme), "utf8");
  const badges = [...text.matchAll(BADGE)].map(([, label = "", path = "", target = ""]) => ({
    label,
    shown: decodeURIComponent(path).replaceAll("_", " ").replace("-", ": "),
    target,
  }));

  test("state facts of the manifest", () => {
    expect(badges.length).toBeGreaterThan(1);
    expect(text.match(/\[!\[/g)).toHaveLength(badges.length);
    expect(factsOf(folder)).toEqual(expect.arrayContaining(badges.map(({ label }) => label)));
    expect(badges.map(({ shown }) => shown)).toEqual(badges.map(({ label }) => label));
  });

  test("lead to files that exist", () => {
    const missing = badges.filter(({ target }) => !existsSync(join(dirname(repository(readme)), target)));
    expect(missing).toEqual([]);
  });
});
