import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execPath, exit, stderr, stdout } from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** The files that are mutated. Their tests must fail for at least `MIN_KILLED` of the mutants. */
const FILES = [
  "authorized-fetch",
  "outgoing-request",
  "layers/cache-state",
  "layers/cached",
  "layers/cooling-down",
  "layers/recovering",
  "layers/retrying",
  "layers/single-flight",
  "store/shared",
];
const MIN_KILLED = 0.9;

/** The workspace does not install these tools, because they have 200 dependencies. */
const TOOLS = ["@stryker-mutator/core@10.1.1", "@stryker-mutator/vitest-runner@10.1.1"];

const home = fileURLToPath(new URL("../../", import.meta.url));
const folder = join(home, "node_modules/.cache/tools/stryker@10.1.1");
const reportFile = join(folder, "report.json");

interface Mutant {
  readonly status: string;
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly location: { readonly start: { readonly line: number; readonly column: number } };
}

interface Report {
  readonly files: Readonly<Record<string, { readonly mutants: readonly Mutant[] }>>;
}

async function installTools(): Promise<void> {
  const npm = ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error", "--legacy-peer-deps"];
  await mkdir(folder, { recursive: true });
  await promisify(execFile)("npm", [...npm, "--prefix", folder, ...TOOLS], { cwd: folder });
  // The runner must use the copy of vitest that the tests import.
  const vitest = join(folder, "node_modules/vitest");
  await rm(vitest, { recursive: true, force: true });
  await symlink(await realpath(join(home, "node_modules/vitest")), vitest);
}

async function mutate(): Promise<Report> {
  const configFile = join(folder, "stryker.config.json");
  const config = {
    testRunner: "vitest",
    vitest: { configFile: "test/mutation/vitest.config.ts" },
    mutate: FILES.map((name) => `src/${name}.ts`),
    reporters: ["json"],
    jsonReporter: { fileName: reportFile },
    // Stryker mutates a copy in this folder. The copy uses the tsconfig files of the package.
    tempDirName: ".mutation",
    cleanTempDir: "always",
    ignorePatterns: ["**/tsconfig*.json"],
    concurrency: 2,
    timeoutMS: 5_000,
  };
  await writeFile(configFile, JSON.stringify(config));
  const stryker = join(folder, "node_modules/@stryker-mutator/core/bin/stryker.js");
  const run = spawn(execPath, [stryker, "run", configFile], { cwd: home, stdio: "inherit" });
  const [code] = await once(run, "exit");
  if (code !== 0) throw new Error(`Stryker exited with code ${code}.`);
  return JSON.parse(await readFile(reportFile, "utf8"));
}

try {
  await installTools();
} catch {
  stderr.write("not run: mutation, because npm could not install Stryker\n");
  exit(0);
}

const { files } = await mutate();
let isEnough = true;
for (const [file, { mutants }] of Object.entries(files)) {
  const survivors = mutants.filter(({ status }) => status === "Survived" || status === "NoCoverage");
  const killed = 1 - survivors.length / mutants.length;
  isEnough &&= killed >= MIN_KILLED;
  stdout.write(`${file}: ${(100 * killed).toFixed(1)} % of ${mutants.length} killed\n`);
  for (const { location, mutatorName, replacement } of survivors) {
    const { line, column } = location.start;
    stdout.write(`  ${line}:${column} ${mutatorName}: ${replacement?.replaceAll(/\s+/g, " ")}\n`);
  }
}
exit(isEnough ? 0 : 1);
