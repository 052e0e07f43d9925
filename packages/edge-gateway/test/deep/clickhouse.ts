import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";

/** ClickHouse as a library for Node.js. It has 550 MB, so the workspace does not depend on it. */
const SPEC = "chdb@3.4.0";
const CACHE = join(import.meta.dirname, "../../node_modules/.cache/tools");
const INSTALL = ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=0"];

/** An empty ClickHouse. Analytics Engine supports a part of its SQL. */
export interface ClickHouse {
  /** Runs a statement and returns its rows. Throws if it is not valid. */
  run(sql: string): readonly Readonly<Record<string, unknown>>[];
  close(): void;
}

/** Installs ClickHouse into a cache and starts it. Rejects if npm cannot install it. */
export async function startClickHouse(): Promise<ClickHouse> {
  const folder = join(CACHE, SPEC);
  await stat(folder).catch(() => install(folder));
  const { Session } = createRequire(join(folder, "package.json"))("chdb");
  const session = new Session();
  return {
    run: (sql) =>
      String(session.query(sql, "JSONEachRow"))
        .split("\n")
        .filter((line) => line.startsWith("{"))
        .map((line) => JSON.parse(line)),
    close: () => session.cleanup(),
  };
}

/** Installs into a temporary folder, which is renamed when it is complete. */
async function install(folder: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const unfinished = await mkdtemp(join(CACHE, "unfinished-"));
  try {
    await promisify(execFile)("npm", [...INSTALL, "--prefix", unfinished, SPEC], { cwd: unfinished });
    await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}
