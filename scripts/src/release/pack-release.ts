import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { promisify } from "node:util";
import { outdatedManifests, PUBLISHED, REPOSITORY_URL, readManifest } from "../workspace/manifests.ts";
import { repository } from "../workspace/repository.ts";

const run = promisify(execFile);

/** A package that is ready to be published. */
export interface ReleasedPackage {
  readonly tarball: string;
  /** The path of its software bill of materials, in CycloneDX format. */
  readonly sbom: string;
}

/**
 * Packs every published package into a folder and writes a bill of materials for each.
 *
 * Throws an `Error` if the repository's address is not set, or if a manifest does not contain it.
 */
export async function packRelease(folder: string, url = REPOSITORY_URL): Promise<readonly ReleasedPackage[]> {
  checkAddress(url);
  const outdated = await outdatedManifests();
  if (outdated.length > 0) {
    throw new Error(`Run "npx -y pnpm@12 manifests": these files are outdated: ${outdated.join(", ")}.`);
  }
  await mkdir(folder, { recursive: true });
  const tarballs: Record<string, string> = {};
  for (const published of PUBLISHED) {
    const { stdout } = await run("pnpm", ["pack", "--json", "--pack-destination", folder], {
      cwd: repository(published),
    });
    const { name } = await readManifest(published);
    tarballs[String(name)] = resolve(folder, basename(filenameIn(stdout)));
  }
  const released: ReleasedPackage[] = [];
  for (const [name, tarball] of Object.entries(tarballs)) {
    released.push({ tarball, sbom: await writeSbom(name, tarballs) });
  }
  return released;
}

/** Throws an `Error` if the repository's address is still the placeholder. */
export function checkAddress(url: string): void {
  if (!isPlaceholder(url)) return;
  throw new Error(
    "The repository's address is not set. Set REPOSITORY_URL in scripts/src/workspace/manifests.ts, " +
      'then run "npx -y pnpm@12 manifests".',
  );
}

/** Returns whether an address of the repository is still the placeholder. */
export function isPlaceholder(url: string): boolean {
  return url.includes("OWNER");
}

/** `pnpm pack --json` prints one object, after the output of the package's scripts. */
function filenameIn(output: string): string {
  const { filename } = JSON.parse(output.slice(output.lastIndexOf("\n{") + 1));
  if (typeof filename !== "string") throw new Error("pnpm pack did not print a file name.");
  return filename;
}

/**
 * Installs the tarball of a package as a user does, and lists what was installed. The packages of
 * this repository that it depends on are tarballs too, because npm does not have this version yet.
 */
async function writeSbom(name: string, tarballs: Readonly<Record<string, string>>): Promise<string> {
  const { [name]: tarball = "", ...overrides } = tarballs;
  const folder = await mkdtemp(join(tmpdir(), "wakapay-sbom-"));
  try {
    const manifest = { name: "sbom", version: "0.0.0", private: true, overrides };
    await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
    await run("npm", ["install", "--no-audit", "--no-fund", "--omit=dev", tarball], { cwd: folder });
    const args = ["sbom", "--sbom-format=cyclonedx", "--omit=dev"];
    const { stdout } = await run("npm", args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 });
    const path = tarball.replace(/\.tgz$/, ".cdx.json");
    await writeFile(path, stdout);
    return path;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
