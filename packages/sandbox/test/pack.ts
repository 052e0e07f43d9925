import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** The package as it is published. */
export interface PackedPackage {
  /** An empty folder outside the workspace. It contains only the tarball. */
  readonly folder: string;
  readonly tarball: string;
  remove(): Promise<void>;
}

/**
 * Packs the built package into a new folder. If the variable `WAKAPAY_RELEASE` names a folder with
 * tarballs to release, takes the tarball from there.
 */
export async function pack(): Promise<PackedPackage> {
  const folder = await mkdtemp(join(tmpdir(), "wakapay-sandbox-packed-"));
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  const release = process.env["WAKAPAY_RELEASE"];
  if (release === undefined) {
    const args = ["--config.ignore-scripts=true", "pack", "--pack-destination", folder];
    await promisify(execFile)("pnpm", args, { cwd });
  } else {
    const tarball = (await readdir(release)).find((file) => /^wakapay-sandbox-.*\.tgz$/.test(file)) ?? "";
    await copyFile(join(release, tarball), join(folder, tarball));
  }
  const [name = ""] = await readdir(folder);
  return { folder, tarball: join(folder, name), remove: () => rm(folder, { recursive: true }) };
}
