import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** The package as it is published. */
export interface PackedPackage {
  readonly tarball: string;
  /** The folder of the unpacked tarball. */
  readonly folder: string;
  /** The paths of all files in the folder. */
  readonly files: readonly string[];
  remove(): Promise<void>;
}

const PACKAGE = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Packs the current build into a new folder outside the workspace. If `WAKAPAY_RELEASE` names a
 * folder with tarballs to release, takes the tarball from there.
 */
export async function packPackage(): Promise<PackedPackage> {
  const parent = await mkdtemp(join(tmpdir(), "packed-"));
  const release = process.env["WAKAPAY_RELEASE"];
  if (release === undefined) {
    const args = ["--config.ignore-scripts=true", "pack", "--pack-destination", parent];
    await promisify(execFile)("pnpm", args, { cwd: PACKAGE });
  } else {
    const tarball = (await readdir(release)).find((file) => /^wakapay-auth-core-.*\.tgz$/.test(file)) ?? "";
    await copyFile(join(release, tarball), join(parent, tarball));
  }
  const [name = ""] = await readdir(parent);
  const tarball = join(parent, name);
  await promisify(execFile)("tar", ["-xzf", tarball, "-C", parent]);
  const folder = join(parent, "package");
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return {
    tarball,
    folder,
    files: paths.map((path) => path.slice(folder.length + 1).replaceAll("\\", "/")).sort(),
    remove: () => rm(parent, { recursive: true }),
  };
}
