import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** The folder of the gateway, with a trailing slash. */
export const app = fileURLToPath(new URL("../../", import.meta.url));

/** What a command printed, and its exit code. */
export interface CommandResult {
  readonly code: unknown;
  readonly lines: readonly string[];
  readonly errors: string;
}

/** Runs a script of `scripts/` until it exits. `folder` is the folder of the gateway. */
export async function runCommand(
  script: string,
  args: readonly string[],
  { variables = {}, folder = app }: { variables?: Record<string, string>; folder?: string } = {},
): Promise<CommandResult> {
  const env = { ...process.env, ...variables };
  const child = promisify(execFile)(process.execPath, [`${folder}/scripts/${script}.ts`, ...args], { env });
  const { code = 0, stdout, stderr } = await child.catch((error) => error);
  return { code, lines: String(stdout).trimEnd().split("\n"), errors: String(stderr) };
}
