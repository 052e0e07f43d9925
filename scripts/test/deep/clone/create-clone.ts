import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { repository } from "../../../src/workspace/repository.ts";

const run = promisify(execFile);

/** A fresh clone of this repository's last commit. */
export interface Clone {
  readonly folder: string;
  /** Runs a command as the steps of a workflow run it. Rejects with its output if it fails. */
  run(
    command: string,
    env?: Readonly<Record<string, string>>,
  ): Promise<{ readonly stdout: string; readonly stderr: string }>;
  remove(): Promise<void>;
}

/** Creates a {@link Clone} in a temporary folder. */
export async function createClone(): Promise<Clone> {
  const parent = await mkdtemp(join(tmpdir(), "wakapay-clone-"));
  const folder = join(parent, "repository");
  await run("git", ["clone", "--quiet", "--no-hardlinks", repository("."), folder]);
  return {
    folder,
    run: (command, env = {}) =>
      run("bash", ["-e", "-c", command], {
        cwd: folder,
        env: { ...freshEnvironment(), ...env },
        maxBuffer: 64 * 1024 * 1024,
      }),
    remove: () => rm(parent, { recursive: true, force: true }),
  };
}

/** Returns the environment without what pnpm and this workspace add to it. */
function freshEnvironment(): NodeJS.ProcessEnv {
  const kept = /^npm_config_(?:cache|cafile|registry)$/;
  const added = /^(?:p?npm_.*|VITEST.*|NODE_ENV|TURBO_.*|WAKAPAY_.*)$/i;
  const entries = Object.entries(process.env).filter(([name]) => kept.test(name) || !added.test(name));
  const path = (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((entry) => !entry.includes("node_modules"));
  return { ...Object.fromEntries(entries), PATH: path.join(delimiter) };
}
