import { execFile } from "node:child_process";
import { copyFile, mkdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import typescript from "typescript/package.json" with { type: "json" };
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type PackedPackage, packPackage } from "../package/pack-package.ts";

const CONSUMER = fileURLToPath(new URL("consumer/consumer.ts", import.meta.url));
const OPENTELEMETRY_CONSUMER = fileURLToPath(new URL("consumer/opentelemetry-consumer.ts", import.meta.url));
const UNDICI_CONSUMER = fileURLToPath(new URL("consumer/undici-consumer.ts", import.meta.url));
const PACKAGE = fileURLToPath(new URL("../..", import.meta.url));

const STRICT = {
  target: "ES2023",
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitReturns: true,
  noUnusedLocals: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  skipLibCheck: false,
  noEmit: true,
};

const resolutions = {
  nodenext: { module: "nodenext", moduleResolution: "nodenext" },
  bundler: { module: "esnext", moduleResolution: "bundler" },
};

/** The sources of the types of `fetch`. */
const platforms = {
  "@types/node": { lib: ["ES2023"], types: ["node"] },
  "@cloudflare/workers-types": { lib: ["ES2023"], types: ["@cloudflare/workers-types"] },
  "the DOM library": { lib: ["ES2023", "DOM"], types: [] },
  "the WebWorker library": { lib: ["ES2023", "WebWorker"], types: [] },
};

const compilers = [
  ...inject("tools").filter(({ name }) => name === "typescript"),
  { version: typescript.version, folder: PACKAGE },
];

const programs = Object.entries(resolutions).flatMap(([resolution, resolving]) =>
  Object.entries(platforms).map(([platform, providing]) => ({
    resolution,
    platform,
    compilerOptions: { ...STRICT, ...resolving, ...providing },
  })),
);

let pack: PackedPackage;
let project: string;

/** Links the packed package without its dependency, so its types cannot need another package. */
beforeAll(async () => {
  pack = await packPackage();
  project = join(dirname(pack.folder), "consumer");
  await linkInto("node_modules/@wakapay/auth-core", pack.folder);
  for (const types of ["node_modules/@types/node", "node_modules/@cloudflare/workers-types"])
    await linkInto(types, await realpath(join(PACKAGE, types)));
  await copyFile(CONSUMER, join(project, "consumer.ts"));
  await writeFile(join(project, "package.json"), JSON.stringify({ type: "module" }));
});
afterAll(() => pack.remove());

async function linkInto(path: string, original: string): Promise<void> {
  await mkdir(dirname(join(project, path)), { recursive: true });
  await symlink(original, join(project, path), "dir");
}

describe.each(compilers)("a strict program with TypeScript $version", ({ folder }) => {
  it.each(programs)("compiles with $resolution resolution and $platform", async ({ compilerOptions }) => {
    const config = join(project, "tsconfig.json");
    await writeFile(config, JSON.stringify({ compilerOptions, files: ["consumer.ts"] }));
    const run = promisify(execFile)(join(folder, "node_modules/.bin/tsc"), ["-p", config], { cwd: project });
    const { stdout } = await run.catch((error: { stdout: string }) => error);
    expect(stdout).toBe("");
  });
});

/** undici's own declarations do not compile under these strict options, so they are not checked. */
it.each(["undici", "undici-6", "undici-8"])("compiles with the types of %s", async (undici) => {
  await rm(join(project, "node_modules/undici"), { force: true });
  await linkInto("node_modules/undici", await realpath(join(PACKAGE, "node_modules", undici)));
  await copyFile(UNDICI_CONSUMER, join(project, "undici-consumer.ts"));
  const config = join(project, "tsconfig.json");
  const compilerOptions = { ...STRICT, ...resolutions.nodenext, types: ["node"], skipLibCheck: true };
  await writeFile(config, JSON.stringify({ compilerOptions, files: ["undici-consumer.ts"] }));
  const run = promisify(execFile)(join(PACKAGE, "node_modules/.bin/tsc"), ["-p", config], { cwd: project });
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  expect(stdout).toBe("");
});

/** The declarations mention no type of OpenTelemetry, so they compile without its API. */
it("compiles with the types of the OpenTelemetry door", async () => {
  await copyFile(OPENTELEMETRY_CONSUMER, join(project, "opentelemetry-consumer.ts"));
  const config = join(project, "tsconfig.json");
  const compilerOptions = { ...STRICT, ...resolutions.nodenext, types: ["node"] };
  await writeFile(config, JSON.stringify({ compilerOptions, files: ["opentelemetry-consumer.ts"] }));
  const run = promisify(execFile)(join(PACKAGE, "node_modules/.bin/tsc"), ["-p", config], { cwd: project });
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  expect(stdout).toBe("");
});

it("uses every public name in these programs", async () => {
  const api = await readFile(join(PACKAGE, "api.txt"), "utf8");
  const consumers = [CONSUMER, OPENTELEMETRY_CONSUMER, UNDICI_CONSUMER];
  const program = (await Promise.all(consumers.map((file) => readFile(file, "utf8")))).join("");
  const names = [...api.matchAll(/^export \w+ (\w+)/gm)].map(([, name = ""]) => name);
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(program))).toEqual([]);
});
