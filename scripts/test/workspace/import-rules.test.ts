import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { biomeImportRules, FOLDER_RULES } from "../../src/workspace/import-rules.ts";
import { repository } from "../../src/workspace/repository.ts";

type Import = readonly [from: string, path: string];

const FORBIDDEN: readonly Import[] = [
  ["packages/auth-core/src", "@wakapay/sandbox"],
  ["packages/auth-core/src", "@wakapay/sandbox/serve"],
  ["packages/auth-core/src", "@wakapay/edge-gateway"],
  ["packages/auth-core/src", "node:crypto"],
  ["packages/auth-core/src", "cloudflare:workers"],
  ["packages/auth-core/src", "../../sandbox/src/index.ts"],
  ["packages/auth-core/src/layers", "@wakapay/sandbox"],
  ["packages/auth-core/src/layers", "node:crypto"],
  ["packages/auth-core/test", "@wakapay/edge-gateway"],
  ["packages/auth-core/test", "@wakapay/contracts"],
  ["packages/auth-core/test", "../../edge-gateway/src/gateway.ts"],
  ["packages/sandbox/src", "@wakapay/auth-core"],
  ["packages/sandbox/src", "../../auth-core/src/index.ts"],
  ["packages/sandbox/src/state", "@wakapay/auth-core"],
  ["packages/sandbox/test", "@wakapay/auth-core/testing"],
  ["packages/sandbox/test", "../../../contracts/src/matcher.ts"],
  ["apps/bench/src", "@wakapay/sandbox"],
  ["apps/bench/src/peers", "../../../../packages/auth-core/src/index.ts"],
  ["packages/command/src", "@wakapay/sandbox"],
  ["packages/cli/src", "@wakapay/sandbox"],
  ["packages/cli/src", "../../auth-core/src/index.ts"],
  ["packages/edge-gateway/src", "@wakapay/sandbox"],
  ["packages/edge-gateway/src", "@wakapay/contracts"],
  ["packages/edge-gateway/src", "../../sandbox/src/index.ts"],
  ["packages/edge-gateway/src/tokens", "@wakapay/sandbox"],
  ["packages/edge-gateway/src/tokens", "../../../auth-core/src/index.ts"],
  ["apps/edge-gateway/src", "@wakapay/auth-core"],
  ["apps/edge-gateway/src", "../../../packages/edge-gateway/src/gateway.ts"],
  ["apps/edge-gateway/test", "@wakapay/contracts"],
  ["apps/edge-gateway/test", "@wakapay/node-example"],
  ["apps/node-example/src", "@wakapay/sandbox/serve"],
  ["apps/node-example/src", "../../edge-gateway/src/gateway.ts"],
];

const PERMITTED: readonly Import[] = [
  ["packages/auth-core/src", "ofetch"],
  ["packages/auth-core/src", "./token-source.ts"],
  ["packages/auth-core/src/endpoint", "ofetch"],
  ["packages/auth-core/test", "@wakapay/sandbox"],
  ["packages/auth-core/test", "node:crypto"],
  ["packages/sandbox/src", "hono"],
  ["packages/sandbox/test", "@wakapay/sandbox/serve"],
  ["packages/sandbox/test", "../src/sandbox.ts"],
  ["apps/bench/src/measure", "@wakapay/edge-gateway-worker/testing"],
  ["apps/bench/src/peers", "../../../../packages/auth-core/test/documentation/token-manager.js"],
  ["packages/edge-gateway/src", "@wakapay/auth-core"],
  ["packages/edge-gateway/src/command", "@wakapay/command"],
  ["packages/edge-gateway/src/tokens", "@wakapay/auth-core/layers"],
  ["packages/sandbox/src", "@wakapay/command"],
  ["packages/cli/src", "@wakapay/auth-core"],
  ["packages/cli/src/command", "@wakapay/command"],
  ["apps/edge-gateway/src", "@wakapay/edge-gateway"],
  ["apps/edge-gateway/src", "../policy/production.json"],
  ["apps/edge-gateway/test", "@wakapay/sandbox"],
  ["apps/node-example/src", "@wakapay/auth-core"],
  ["contracts/test", "@wakapay/auth-core"],
  ["contracts/src", "@wakapay/sandbox/serve"],
];

const FOLDERS = Object.entries(FOLDER_RULES).flatMap(([root, rules]) =>
  Object.entries(rules).map(([name, imports]) => {
    const siblings = Object.keys(rules).filter((other) => other !== name);
    const from = `${root}/${name}`;
    return {
      from,
      permitted: ["./neighbor.ts", ...siblings.filter((other) => imports.includes(other)).map(fileIn)],
      forbidden: [
        "../index.ts",
        ...siblings.filter((other) => !imports.includes(other)).map(fileIn),
        ...imports.slice(0, 1).map((other) => `../${other}/../other/file.ts`),
      ],
    };
  }),
);

function fileIn(sibling: string): string {
  return `../${sibling}/file.ts`;
}

/** Each form of an import, one per line. */
const forms = (path: string) => [
  `import { a } from "${path}";`,
  `import type { B } from "${path}";`,
  `export { c } from "${path}";`,
  `export const d = import("${path}");`,
];

const fileOf = ([from, path]: Import) => `${from}/${path.replaceAll(/[^a-z-]/g, "_")}.ts`;

/** The lines of each file that the linter rejects. */
const rejections = new Map<string, Set<number>>();
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "import-rules-"));
  for (const file of ["biome.json", "biome.imports.json"]) await cp(repository(file), join(folder, file));
  const ofFolders = FOLDERS.flatMap(({ from, permitted, forbidden }) =>
    [...permitted, ...forbidden].map((path) => [from, path] as const),
  );
  for (const each of [...FORBIDDEN, ...PERMITTED, ...ofFolders]) {
    await mkdir(join(folder, each[0]), { recursive: true });
    await writeFile(join(folder, fileOf(each)), forms(each[1]).join("\n"));
  }
  const args = ["lint", "--only=noRestrictedImports", "--vcs-enabled=false", "--reporter=json"];
  const { stdout } = await promisify(execFile)(
    repository("node_modules/.bin/biome"),
    [...args, "--max-diagnostics=none"],
    { cwd: folder, maxBuffer: 64 * 1024 * 1024 },
  ).catch((failed: { stdout: string }) => failed);
  for (const { location } of JSON.parse(stdout).diagnostics) {
    const lines = rejections.get(location.path) ?? new Set();
    rejections.set(location.path, lines.add(location.start.line));
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the linter", () => {
  test.each(FORBIDDEN)("rejects every form of an import from %s to %s", (from, path) => {
    expect(rejections.get(fileOf([from, path]))?.size).toBe(forms(path).length);
  });

  test.each(PERMITTED)("accepts an import from %s to %s", (from, path) => {
    expect(rejections.get(fileOf([from, path]))).toBeUndefined();
  });

  test.each(FOLDERS)("rejects every form of a forbidden import from $from", ({ from, forbidden }) => {
    for (const path of forbidden) {
      expect(rejections.get(fileOf([from, path]))?.size, path).toBe(forms(path).length);
    }
  });

  test.each(FOLDERS)("accepts the permitted imports from $from", ({ from, permitted }) => {
    for (const path of permitted) expect(rejections.get(fileOf([from, path])), path).toBeUndefined();
  });
});

describe("the import rules", () => {
  test("are the ones in biome.imports.json (run `npx -y pnpm@12 format`)", async () => {
    const committed: unknown = JSON.parse(await readFile(repository("biome.imports.json"), "utf8"));
    expect(committed).toEqual(biomeImportRules());
  });

  test.each(Object.entries(FOLDER_RULES))("cover every folder of %s", async (root, rules) => {
    const entries = await readdir(repository(root), { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(Object.keys(rules).sort()).toEqual(folders.sort());
  });

  test.each(Object.entries(FOLDER_RULES))("of %s are listed in ARCHITECTURE.md", async (root, rules) => {
    const text = await readFile(repository("ARCHITECTURE.md"), "utf8");
    const rows = [...text.matchAll(/^\| +(\S*) +\| `(\w+)\/` +\| (.*) \|$/gm)];
    let current = "";
    const listed = rows.flatMap(([, name, folder, imports]) => {
      current = name || current;
      return root.includes(current) ? [[folder, imports?.trim()]] : [];
    });
    expect(listed).toEqual(
      Object.entries(rules).map(([folder, imports]) => [
        folder,
        imports
          .filter((name) => !name.startsWith("../"))
          .map((name) => `\`${name}/\``)
          .join(", "),
      ]),
    );
  });
});
