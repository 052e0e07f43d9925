import { globSync, readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { repository } from "./repository.ts";

/**
 * The address of this repository. Replace `OWNER` before the first release, then run
 * `npx -y pnpm@12 manifests`. Nothing is released while it contains `OWNER`.
 */
export const REPOSITORY_URL = "https://github.com/OWNER/wakapay-auth";

/** The folders of the packages that are published: those in `packages/` that are not private. */
export const PUBLISHED: readonly string[] = globSync("packages/*/package.json", { cwd: repository(".") })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => JSON.parse(readFileSync(repository(path), "utf8")).private !== true)
  .map((path) => path.replace("/package.json", ""))
  .sort();

/** The files that contain the version of a package in its `User-Agent`. */
const USER_AGENTS = [
  { folder: "packages/auth-core", path: "packages/auth-core/src/options/user-agent.ts" },
  { folder: "packages/edge-gateway", path: "packages/edge-gateway/src/upstream/user-agent.ts" },
] as const;

/** The files that contain addresses of pages of the documentation. */
const DOCUMENTATION_PAGES = [
  "packages/cli/src/terminal/documentation.ts",
  "packages/auth-core/src/token/errors-page.ts",
  "packages/edge-gateway/src/http/errors-page.ts",
];

/** The folder of the gateway's template, which depends on published versions. */
const TEMPLATE = "templates/gateway";

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

/**
 * Writes the shared fields and a copy of the license into the folder of each published package,
 * the versions and the address of the documentation into the sources that contain them, and both
 * into the template.
 */
export async function writeManifests(url = REPOSITORY_URL): Promise<void> {
  for (const [path, text] of await sharedFiles(url)) await writeFile(repository(path), text);
}

/** Returns the files that {@link writeManifests} would change. */
export async function outdatedManifests(): Promise<readonly string[]> {
  const outdated: string[] = [];
  for (const [path, text] of await sharedFiles(REPOSITORY_URL)) {
    const current = await readFile(repository(path), "utf8").catch(() => undefined);
    if (current !== text) outdated.push(path);
  }
  return outdated;
}

/** Returns the path and the contents of each file that {@link writeManifests} writes. */
async function sharedFiles(url: string): Promise<ReadonlyMap<string, string>> {
  const license = await readFile(repository("LICENSE"), "utf8");
  const files = new Map<string, string>();
  for (const folder of PUBLISHED) {
    const manifest = await readManifest(folder);
    const complete = { ...manifest, ...sharedFields(folder, manifest, url) };
    files.set(`${folder}/package.json`, `${JSON.stringify(complete, undefined, 2)}\n`);
    files.set(`${folder}/LICENSE`, license);
  }
  for (const path of DOCUMENTATION_PAGES) {
    const text = await readFile(repository(path), "utf8");
    files.set(path, text.replaceAll(/"https:.*\/(docs\/[\w-]+\.md)"/g, `"${url}/blob/main/$1"`));
  }
  for (const { folder, path } of USER_AGENTS) {
    const { version } = await readManifest(folder);
    const text = await readFile(repository(path), "utf8");
    files.set(path, text.replace(/"(wakapay-[a-z-]+)\/[^"]*"/, `"$1/${version}"`));
  }
  for (const [path, text] of await templateFiles(url)) files.set(path, text);
  return files;
}

/** Returns the files of the template that name versions of our packages or the repository. */
async function templateFiles(url: string): Promise<ReadonlyMap<string, string>> {
  const manifestPath = `${TEMPLATE}/package.json`;
  let manifest = await readFile(repository(manifestPath), "utf8");
  for (const folder of PUBLISHED) {
    const { name, version } = await readManifest(folder);
    manifest = manifest.replace(new RegExp(`("${String(name)}": "\\^)[^"]*`), `$1${String(version)}`);
  }
  const readmePath = `${TEMPLATE}/README.md`;
  const readme = await readFile(repository(readmePath), "utf8");
  return new Map([
    [manifestPath, manifest],
    [readmePath, readme.replaceAll(/https:\/\/github\.com\/[\w-]+\/wakapay-auth/g, url)],
  ]);
}
