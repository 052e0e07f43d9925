import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { repository } from "../../src/workspace/repository.ts";

const REFUSED = [
  ["packages/auth-core/src", "@wakapay/sandbox"],
  ["packages/auth-core/src", "@wakapay/sandbox/serve"],
  ["packages/auth-core/src", "@wakapay/edge-gateway"],
  ["packages/auth-core/src", "node:crypto"],
  ["packages/auth-core/src", "cloudflare:workers"],
  ["packages/auth-core/src", "../../sandbox/src/index.ts"],
  ["packages/auth-core/test", "@wakapay/edge-gateway"],
  ["packages/auth-core/test", "@wakapay/contracts"],
  ["packages/auth-core/test", "../../../apps/edge-gateway/src/gateway.ts"],
  ["packages/sandbox/src", "@wakapay/auth-core"],
  ["packages/sandbox/src", "../../auth-core/src/index.ts"],
  ["packages/sandbox/test", "@wakapay/auth-core/testing"],
  ["packages/sandbox/test", "../../../contracts/src/matcher.ts"],
  ["apps/edge-gateway/src", "@wakapay/sandbox"],
  ["apps/edge-gateway/src", "@wakapay/contracts"],
  ["apps/edge-gateway/src", "../../../packages/sandbox/src/index.ts"],
  ["apps/edge-gateway/test", "@wakapay/contracts"],
  ["apps/edge-gateway/test", "@wakapay/node-example"],
  ["apps/node-example/src", "@wakapay/sandbox/serve"],
  ["apps/node-example/src", "../../edge-gateway/src/gateway.ts"],
] as const;

const PERMITTED = [
  ["packages/auth-core/src", "ofetch"],
  ["packages/auth-core/src", "./token-source.ts"],
  ["packages/auth-core/test", "@wakapay/sandbox"],
  ["packages/auth-core/test", "node:crypto"],
  ["packages/sandbox/src", "hono"],
  ["packages/sandbox/test", "@wakapay/sandbox/serve"],
  ["packages/sandbox/test", "../src/sandbox.ts"],
  ["apps/edge-gateway/src", "@wakapay/auth-core"],
  ["apps/edge-gateway/test", "@wakapay/sandbox"],
  ["apps/node-example/src", "@wakapay/auth-core"],
  ["contracts/test", "@wakapay/auth-core"],
  ["contracts/src", "@wakapay/sandbox/serve"],
] as const;

/** Each way to import, a line each. */
const forms = (path: string) => [
  `import { a } from "${path}";`,
  `import type { B } from "${path}";`,
  `export { c } from "${path}";`,
  `export const d = import("${path}");`,
];

const fileOf = (from: string, path: string) => `${from}/${path.replaceAll(/[^a-z-]/g, "_")}.ts`;

/** How many lines of each file the linter refuses. */
const refusals = new Map<string, number>();
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "import-rule-"));
  await cp(repository("biome.json"), join(folder, "biome.json"));
  for (const [from, path] of [...REFUSED, ...PERMITTED]) {
    await mkdir(join(folder, from), { recursive: true });
    await writeFile(join(folder, fileOf(from, path)), forms(path).join("\n"));
  }
  const lint = [
    "lint",
    "--only=noRestrictedImports",
    "--vcs-enabled=false",
    "--reporter=json",
    "--max-diagnostics=none",
  ];
  const { stdout } = await promisify(execFile)(repository("node_modules/.bin/biome"), lint, {
    cwd: folder,
  }).catch((failed: { stdout: string }) => failed);
  for (const { location } of JSON.parse(stdout).diagnostics) {
    refusals.set(location.path, (refusals.get(location.path) ?? 0) + 1);
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the linter refuses an import against the drawing, in each of its forms", () => {
  test.each(REFUSED)("%s imports no %s", (from, path) => {
    expect(refusals.get(fileOf(from, path))).toBe(forms(path).length);
  });
});

describe("the linter lets an import along the drawing pass", () => {
  test.each(PERMITTED)("%s may import %s", (from, path) => {
    expect(refusals.get(fileOf(from, path))).toBeUndefined();
  });
});
