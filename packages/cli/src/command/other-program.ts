import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { OtherProgram } from "@wakapay/command";

/**
 * Hands over to the program of another package, in this process. Signals, stdin, and the exit code
 * are therefore those of that program.
 */
export function otherProgram(
  packageName: string,
  { summary, positionalChoices }: Omit<OtherProgram, "handOver">,
): OtherProgram {
  return {
    summary,
    positionalChoices,
    async handOver(args) {
      const manifest = import.meta.resolve(`${packageName}/package.json`);
      const { bin }: { bin: Record<string, string> } = JSON.parse(readFileSync(new URL(manifest), "utf8"));
      const file = new URL(Object.values(bin)[0] ?? "", manifest);
      process.argv = [process.execPath, fileURLToPath(file), ...args];
      await import(file.href);
      return Number(process.exitCode ?? 0);
    },
  };
}
