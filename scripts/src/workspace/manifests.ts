import { readFile, writeFile } from "node:fs/promises";
import { repository } from "./repository.ts";

/**
 * The address of this repository. Replace `OWNER` before the first release, then run
 * `npx -y pnpm@12 manifests`. Nothing is released while it contains `OWNER`.
 */
export const REPOSITORY_URL = "https://github.com/OWNER/wakapay-auth";

/** The folders of the packages that are published. */
export const PUBLISHED = ["packages/auth-core", "packages/sandbox"] as const;

/** The fields of a manifest that are the same for every published package. */
interface SharedFields {
  readonly author: string;
  readonly homepage: string;
  readonly bugs: { readonly url: string };
  readonly repository: { readonly type: "git"; readonly url: string; readonly directory: string };
  readonly publishConfig: Readonly<Record<string, unknown>>;
}

type Manifest = Readonly<Record<string, unknown>>;

/** Returns the shared fields of the package in a folder. */
export function sharedFields(
  folder: string,
  { publishConfig }: Manifest,
  url = REPOSITORY_URL,
): SharedFields {
  return {
    author: "The WakaPay Auth authors",
    homepage: `${url}/tree/main/${folder}#readme`,
    bugs: { url: `${url}/issues` },
    repository: { type: "git", url: `git+${url}.git`, directory: folder },
    publishConfig: { ...Object(publishConfig), access: "public", provenance: true },
  };
}

/** Reads the manifest of the package in a folder. */
export async function readManifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(repository(`${folder}/package.json`), "utf8"));
}

/** Writes the shared fields into the manifest of each published package. */
export async function writeManifests(url = REPOSITORY_URL): Promise<void> {
  for (const folder of PUBLISHED) {
    const manifest = await readManifest(folder);
    const complete = { ...manifest, ...sharedFields(folder, manifest, url) };
    await writeFile(repository(`${folder}/package.json`), `${JSON.stringify(complete, undefined, 2)}\n`);
  }
}

/** Returns the published packages whose manifest does not contain the shared fields. */
export async function outdatedManifests(): Promise<readonly string[]> {
  const outdated: string[] = [];
  for (const folder of PUBLISHED) {
    const manifest = await readManifest(folder);
    const complete = { ...manifest, ...sharedFields(folder, manifest) };
    if (JSON.stringify(complete) !== JSON.stringify(manifest)) outdated.push(folder);
  }
  return outdated;
}
