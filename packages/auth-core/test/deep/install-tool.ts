import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** A program that npm installed. */
export interface Tool {
  readonly name: string;
  readonly version: string;
  /** The folder of the installation. */
  readonly folder: string;
}

const CACHE = fileURLToPath(new URL("../../node_modules/.cache/tools/", import.meta.url));
const INSTALL = ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=0"];

/** Installs a package such as `bun@1.4.5` into a cache. Rejects if npm cannot install it. */
export async function installTool(spec: string): Promise<Tool> {
  const folder = join(CACHE, spec);
  const [name = spec] = spec.split("@");
  const version = await versionIn(folder, name).catch(async () => {
    await install(spec, folder);
    return versionIn(folder, name);
  });
  return { name, version, folder };
}

async function versionIn(folder: string, name: string): Promise<string> {
  return JSON.parse(await readFile(join(folder, "node_modules", name, "package.json"), "utf8")).version;
}

/** Installs into a temporary folder, which is renamed when it is complete. */
async function install(spec: string, folder: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const unfinished = await mkdtemp(join(CACHE, "unfinished-"));
  try {
    await promisify(execFile)("npm", [...INSTALL, "--prefix", unfinished, spec], { cwd: unfinished });
    await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}
