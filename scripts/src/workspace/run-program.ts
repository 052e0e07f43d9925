import { spawn } from "node:child_process";
import { once } from "node:events";
import { repository } from "./repository.ts";

/** Options of {@link runProgram}. */
export interface RunProgramOptions {
  /** Ends the program. */
  readonly signal: AbortSignal;
  /** Folder to run it in, from the root folder. Default: the root folder. */
  readonly folder?: string;
}

/** Runs a program with the output of this process. Returns its exit code, or 1 without one. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { signal, folder = "." }: RunProgramOptions,
): Promise<number> {
  const child = spawn(program, args, { cwd: repository(folder), stdio: ["ignore", "inherit", "inherit"] });
  const end = () => child.kill("SIGTERM");
  signal.addEventListener("abort", end);
  await once(child, "close");
  signal.removeEventListener("abort", end);
  return child.exitCode ?? 1;
}
