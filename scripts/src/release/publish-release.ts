import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isPublished, type Npm, npm } from "./npm.ts";

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
