import { startCommand } from "@wakapay/command";
import { verifyCommand } from "../src/command/verify-command.ts";

/** Runs `contracts:verify` in this process. Returns its exit code and all that it prints. */
export async function runVerify(
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly output: string }> {
  let output = "";
  const print = (line: string) => {
    output += `${line}\n`;
  };
  const code = await startCommand(verifyCommand, "0.0.0", { args, variables, print, warn: print });
  return { code, output };
}
