import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { PUBLISHED } from "../../src/workspace/manifests.ts";
import { repository } from "../../src/workspace/repository.ts";

/** A published package as it is packed. */
export interface PackedPackage {
  /** The folder of the package in the repository. */
  readonly source: string;
  readonly tarball: string;
  /** The folder of the unpacked tarball. */
  readonly folder: string;
  /** The paths of all files in the folder. */
  readonly files: readonly string[];
  readonly manifest: PackedManifest;
}

/** The fields of a packed manifest that tests read by name. */
export interface PackedManifest extends Readonly<Record<string, unknown>> {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
}

/** All published packages, packed into a temporary folder. */
export interface PackedPackages {
  readonly packages: readonly PackedPackage[];
  remove(): Promise<void>;
}

const run = promisify(execFile);

/**
 * Packs the current build of every published package. If `WAKAPAY_RELEASE` names a folder with
 * tarballs to release, takes the tarballs from there.
 */
export async function packPackages(): Promise<PackedPackages> {
  const parent = await mkdtemp(join(tmpdir(), "wakapay-packed-"));
  const release = process.env["WAKAPAY_RELEASE"];
  const packages = await Promise.all(PUBLISHED.map((source) => pack(source, parent, release)));
  return { packages, remove: () => rm(parent, { recursive: true }) };
}

async function pack(source: string, parent: string, release: string | undefined): Promise<PackedPackage> {
  const destination = join(parent, basename(source));
  await mkdir(destination);
  if (release === undefined) {
    const args = ["--config.ignore-scripts=true", "pack", "--pack-destination", destination];
    await run("pnpm", args, { cwd: repository(source) });
  } else {
    const { name } = JSON.parse(await readFile(repository(`${source}/package.json`), "utf8"));
    const prefix = `${name.replace("@", "").replace("/", "-")}-`;
    const file = (await readdir(release)).find((each) => each.startsWith(prefix) && each.endsWith(".tgz"));
    if (file === undefined) throw new Error(`WAKAPAY_RELEASE has no tarball of ${name}.`);
    await copyFile(join(release, file), join(destination, file));
  }
  const [file = ""] = await readdir(destination);
  const tarball = join(destination, file);
  await run("tar", ["-xzf", tarball, "-C", destination]);
  const folder = join(destination, "package");
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort();
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  return { source, tarball, folder, files, manifest };
}
