import { execFile, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The built command. */
export const CLI: string = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

/** How a program ended. */
export interface Ended {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, with only the given environment variables and the `PATH`. */
export function runProgram(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  { cwd, input = "" }: { readonly cwd?: string; readonly input?: string } = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd, env: { PATH: process.env["PATH"], ...env }, encoding: "utf8" } as const;
    const child = execFile(file, args, options, (error, stdout, stderr) => {
      resolve({ code: error?.signal ?? error?.code ?? 0, stdout, stderr });
    });
    child.stdin?.end(input);
  });
}

/** Runs the built command to its end. */
export function runCli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input = "",
): Promise<Ended> {
  return runProgram(process.execPath, [CLI, ...args], env, { input });
}

/** Whether this machine has a program. If not, prints which tests are not run. */
export function hasProgram(name: string, what: string): boolean {
  if (spawnSync(name, ["--version"]).status === 0) return true;
  process.stderr.write(`not run: ${what} (${name} is missing: apt-get install ${name})\n`);
  return false;
}
