import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Runs npm and returns what it prints. */
export type Npm = (args: readonly string[]) => Promise<string>;

const npm: Npm = async (args) => (await run("npm", args)).stdout;

/**
 * Publishes the tarballs of a folder, with provenance. Skips versions that npm already has.
 *
 * Returns `name@version` of each package that was published.
 */
export async function publishRelease(folder: string, runNpm: Npm = npm): Promise<readonly string[]> {
  const published: string[] = [];
  for (const file of (await readdir(folder)).filter((name) => name.endsWith(".tgz")).sort()) {
    const tarball = join(folder, file);
    const [{ id }] = JSON.parse(await runNpm(["pack", "--dry-run", "--json", tarball]));
    if (await isPublished(id, runNpm)) continue;
    await runNpm(["publish", tarball, "--access", "public", "--provenance"]);
    published.push(id);
  }
  return published;
}

/** npm fails with E404 for a name or version that it does not have. */
async function isPublished(id: string, runNpm: Npm): Promise<boolean> {
  try {
    return (await runNpm(["view", id, "version"])).trim() !== "";
  } catch (error) {
    if (error instanceof Error && error.message.includes("E404")) return false;
    throw error;
  }
}
