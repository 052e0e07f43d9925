import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
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

/** Packs the built package into a new folder. */
export async function pack(): Promise<PackedPackage> {
  const folder = await mkdtemp(join(tmpdir(), "wakapay-sandbox-packed-"));
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  await promisify(execFile)("pnpm", ["pack", "--pack-destination", folder], { cwd });
  const [name = ""] = await readdir(folder);
  return { folder, tarball: join(folder, name), remove: () => rm(folder, { recursive: true }) };
}
