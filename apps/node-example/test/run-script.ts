import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The exit code and the output of a script. */
export interface Run {
  readonly code: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs Node.js in this package's folder with exactly these arguments and environment variables. */
export function runScript(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Run> {
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd, env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, stdout, stderr });
    });
  });
}
