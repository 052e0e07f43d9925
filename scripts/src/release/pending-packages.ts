import { PUBLISHED, REPOSITORY_URL, readManifest } from "../workspace/manifests.ts";
import { isPublished, type Npm, npm } from "./npm.ts";
import { isPlaceholder } from "./pack-release.ts";

/**
 * Returns `name@version` of each published package whose version npm does not have yet. Returns
 * none while the repository's address is not set, because nothing can be released then.
 */
export async function pendingPackages(runNpm: Npm = npm, url = REPOSITORY_URL): Promise<readonly string[]> {
  if (isPlaceholder(url)) return [];
  const pending: string[] = [];
  for (const folder of PUBLISHED) {
    const { name, version } = await readManifest(folder);
    const id = `${name}@${version}`;
    if (!(await isPublished(id, runNpm))) pending.push(id);
  }
  return pending;
}
