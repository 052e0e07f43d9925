import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PackedPackage, packPackage } from "./package/pack-package.ts";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));

describe("the packed package", () => {
  let pack: PackedPackage;
  beforeAll(async () => {
    pack = await packPackage();
  });
  afterAll(() => pack.remove());

  async function manifest(): Promise<Record<string, unknown>> {
    return JSON.parse(await readFile(join(pack.folder, "package.json"), "utf8"));
  }

  it("contains the build, the documents, the recipes, the manifest, and nothing else", async () => {
    const built = globSync("**/*.ts", { cwd: join(PACKAGE, "src") })
      .map((source) => `dist/${source.replace(/\.ts$/, "")}`)
      .flatMap((path) => [`${path}.js`, `${path}.d.ts`]);
    const documents = globSync("{dashboards,docs,recipes}/**/*.*", { cwd: PACKAGE });
    expect(documents).toContain("docs/reference.md");
    expect(pack.files).toEqual([...built, ...documents, "LICENSE", "README.md", "package.json"].sort());
  });

  it("depends only on ofetch and optional peers, and declares no side effects", async () => {
    const { dependencies, peerDependencies, peerDependenciesMeta, sideEffects } = await manifest();
    expect(dependencies).toEqual({ ofetch: expect.stringMatching(/^\^/) });
    expect(Object.keys(peerDependencies ?? {})).toEqual(["@opentelemetry/api", "undici"]);
    expect(peerDependenciesMeta).toEqual({
      "@opentelemetry/api": { optional: true },
      undici: { optional: true },
    });
    expect(sideEffects).toBe(false);
  });

  it("imports only ofetch and its own files, so it runs on every runtime with fetch", async () => {
    const imported = new Set<string>();
    for (const file of pack.files.filter((path) => path.endsWith(".js"))) {
      if (file === "dist/instrument.js") continue; // imports its peer
      const code = await readFile(join(pack.folder, file), "utf8");
      for (const [, specifier = ""] of code.matchAll(/(?:from|import\() ?"([^".][^"]*)"/g))
        imported.add(specifier);
    }
    expect([...imported]).toEqual(["ofetch"]);
  });

  it("passes publint", async () => {
    const { messages } = await publint({ pkgDir: pack.folder, pack: false, strict: true });
    const pkg = await manifest();
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  it("has types that resolve for every importer of ES modules", async () => {
    const run = promisify(execFile)("attw", [
      pack.tarball,
      "--profile",
      "esm-only",
      "--no-color",
      "--no-emoji",
    ]);
    await expect(run).resolves.toBeDefined();
  });
});

it("stays within the limits of .size-limit.json", async () => {
  const { stdout } = await promisify(execFile)("size-limit", ["--json"], { cwd: PACKAGE }).catch(
    (error) => error,
  );
  const sizes: { name: string; passed: boolean; size: number }[] = JSON.parse(stdout);
  expect(sizes.filter(({ passed }) => !passed)).toEqual([]);
});
