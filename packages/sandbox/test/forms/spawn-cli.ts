import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A running process of the built command. */
export interface SpawnedCli {
  /** The first line of its output. */
  readonly ready: Promise<string>;
  /** Its exit code, or the signal that ended it, and its output. */
  readonly ended: Promise<{ code: number | NodeJS.Signals | null; stdout: string; stderr: string }>;
  kill(signal: NodeJS.Signals): void;
}

/** Runs the built command with only the given environment variables. */
export function spawnCli(args: readonly string[], environment: Record<string, string>): SpawnedCli {
  const command = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
  const child = spawn(process.execPath, [command, ...args], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const written = { stdout: "", stderr: "" };
  const closed = once(child, "close");
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    written.stderr += text;
  });
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      written.stdout += text;
      if (written.stdout.includes("\n")) resolve(written.stdout.split("\n", 1)[0] ?? "");
    });
    child.once("close", () => reject(new Error(`exited before it was ready: ${written.stderr}`)));
  });
  ready.catch(() => {});
  return {
    ready,
    ended: closed.then(() => ({ code: child.signalCode ?? child.exitCode, ...written })),
    kill: (signal) => void child.kill(signal),
  };
}
