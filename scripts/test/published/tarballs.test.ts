import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { outdatedManifests, PUBLISHED, REPOSITORY_URL } from "../../src/workspace/manifests.ts";
import { foreignCommands, KNOWN_TOOLS } from "./foreign-commands.ts";
import { packPackages } from "./pack-packages.ts";

const { packages, remove } = await packPackages();
afterAll(remove);
const names = packages.map(({ manifest }) => manifest.name);

test("include every package that is not private", async () => {
  expect(PUBLISHED).toEqual(expect.arrayContaining(["packages/auth-core", "packages/sandbox"]));
  expect(names).toHaveLength(PUBLISHED.length);
  expect(await outdatedManifests()).toEqual([]);
});

describe.each(packages)("the tarball of $manifest.name", ({ source, folder, files, manifest }) => {
  const documents = files.filter((file) => file.endsWith(".md"));
  const read = (file: string) => readFileSync(join(folder, file), "utf8");

  test("has a complete manifest", () => {
    expect(manifest).toMatchObject({
      name: expect.stringMatching(/^@wakapay\//),
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      description: expect.any(String),
      keywords: expect.arrayContaining(["wakapay"]),
      author: expect.any(String),
      license: "MIT",
      type: "module",
      engines: { node: ">=22" },
      homepage: `${REPOSITORY_URL}/tree/main/${source}#readme`,
      bugs: { url: `${REPOSITORY_URL}/issues` },
      repository: { type: "git", url: `git+${REPOSITORY_URL}.git`, directory: source },
      publishConfig: { access: "public", provenance: true },
      exports: expect.objectContaining({ "./package.json": "./package.json" }),
    });
  });

  test("depends only on versions that npm has, and runs nothing when it is installed", () => {
    const { dependencies, optionalDependencies, peerDependencies, scripts } = manifest;
    const ranges = Object.values({
      ...Object(dependencies),
      ...Object(optionalDependencies),
      ...Object(peerDependencies),
    });
    expect(ranges.filter((range) => !/^[\^>=|\d. ]+$/.test(String(range)))).toEqual([]);
    expect(
      Object.keys(Object(scripts)).filter((name) => /^(?:pre|post)?install$|^prepare$/.test(name)),
    ).toEqual([]);
  });

  test("contains the file and the types of every export, and every command", () => {
    const modules = Object.values(manifest.exports).filter((path) => path.endsWith(".js"));
    const types = modules.map((path) => path.replace(/\.js$/, ".d.ts"));
    const wanted = [...Object.values(manifest.exports), ...types, ...Object.values(manifest.bin ?? {})];
    expect(wanted.map((path) => normalize(path)).filter((path) => !files.includes(path))).toEqual([]);
  });

  test("contains the license, the README, and no test of the repository", () => {
    expect(files).toEqual(expect.arrayContaining(["LICENSE", "README.md"]));
    expect(files.filter((file) => /^(?:src|test|bench)\/|tsconfig/.test(file))).toEqual([]);
  });

  test.each(documents)("holds every file and heading that %s links to", (document) => {
    const links = [...read(document).matchAll(/\]\((?![a-z]+:)([^)\s]+)\)|^\[[^\]]+\]: (?![a-z]+:)(\S+)$/gm)];
    for (const [, inline, reference] of links) {
      const [path = "", anchor] = (inline ?? reference ?? "").split("#");
      const target = path === "" ? document : normalize(join(dirname(document), path));
      const isHeld = files.some((file) => file === target || file.startsWith(`${target}/`));
      expect(isHeld, `${document} links to ${target}`).toBe(true);
      if (anchor !== undefined) expect(headings(read(target))).toContain(anchor);
    }
  });

  test.each(documents)("names no placeholder in %s, and runs no unknown package", (document) => {
    expect(read(document)).not.toContain("OWNER");
    expect(foreignCommands(read(document), [...names, ...KNOWN_TOOLS])).toEqual([]);
  });
});

/** Returns the anchors that GitHub and npm give to the headings of a document. */
function headings(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
