import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** The folder of the Worker, with a trailing slash. */
export const app = fileURLToPath(new URL("../../", import.meta.url));

/** The program `wakapay-gateway`. */
const CLI = fileURLToPath(import.meta.resolve("@wakapay/edge-gateway/internal/cli"));

/** What a command printed, and its exit code. */
export interface CommandResult {
  readonly code: unknown;
  readonly lines: readonly string[];
  readonly errors: string;
}

/** Runs a command of `wakapay-gateway` until it exits, in the folder of the Worker. */
export async function runCommand(
  command: string,
  args: readonly string[],
  { variables = {}, folder = app }: { variables?: Record<string, string>; folder?: string } = {},
): Promise<CommandResult> {
  const env = { ...process.env, ...variables };
  const child = promisify(execFile)(process.execPath, [CLI, command, ...args], { env, cwd: folder });
  const { code = 0, stdout, stderr } = await child.catch((error) => error);
  return { code, lines: String(stdout).trimEnd().split("\n"), errors: String(stderr) };
}
