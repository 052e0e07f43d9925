import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";
import { packPackage } from "../package/pack-package.ts";

/** A project outside the workspace that has installed the package from its tarball. */
export interface Project {
  readonly folder: string;
  /** Runs a command in the folder. Returns its output. Rejects if the command fails. */
  run(command: string, args: readonly string[]): Promise<{ stdout: string; stderr: string }>;
}

/** Creates a {@link Project} with these files and npm packages. It is removed after the test. */
export async function createProject(
  files: Readonly<Record<string, string>>,
  packages: readonly string[] = [],
): Promise<Project> {
  const pack = await packPackage();
  onTestFinished(pack.remove);
  const folder = await mkdtemp(join(tmpdir(), "project-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const run: Project["run"] = (command, args) => promisify(execFile)(command, args, { cwd: folder });
  await run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error", pack.tarball, ...packages]);
  return { folder, run };
}
