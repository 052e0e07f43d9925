import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { execPath } from "node:process";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { type Core, pinToCore } from "./pin-to-core.ts";

const TIMEOUT_MS = 300_000;

/** Options of {@link runChild}. */
export interface ChildOptions {
  /** Arguments of Node.js, such as `--expose-gc`. */
  readonly flags?: readonly string[];
  /** The core that the program runs on. Default: any. */
  readonly core?: Core | undefined;
}

/**
 * Runs a program of this package in its own process and returns what it prints, parsed as JSON.
 * Rejects if the program fails or takes longer than five minutes.
 */
export async function runChild<T>(
  program: URL,
  args: readonly string[],
  { flags = [], core }: ChildOptions = {},
): Promise<T> {
  const child = spawn(execPath, ["--no-warnings", ...flags, fileURLToPath(program), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: TIMEOUT_MS,
    killSignal: "SIGKILL",
  });
  if (core !== undefined) pinToCore(child.pid, core);
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), ended(child)]);
  if (child.signalCode === "SIGKILL") throw new Error("The program took longer than five minutes.");
  if (child.exitCode !== 0) throw new Error(`The program failed: ${errors.trim().slice(-400)}`);
  return JSON.parse(output);
}

/** A program that runs until it is closed. */
export interface RunningProgram {
  /** Sends a line, if there is one, and returns the next line that the program prints. */
  line(sent?: string): Promise<string>;
  close(): Promise<void>;
}

/** Starts a program of this package. */
export function startProgram(program: URL, args: readonly string[] = [], core?: Core): RunningProgram {
  const child = spawn(execPath, ["--no-warnings", fileURLToPath(program), ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  if (core !== undefined) pinToCore(child.pid, core);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async line(sent) {
      if (sent !== undefined) child.stdin.write(`${sent}\n`);
      const { done, value } = await lines.next();
      if (done) throw new Error("The program ended.");
      return value;
    },
    async close() {
      child.kill("SIGKILL");
      await ended(child);
    },
  };
}

/** A server in its own process. */
export interface ServerProcess {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a server that prints its port. */
export async function startServer(
  program: URL,
  args: readonly string[] = [],
  core?: Core,
): Promise<ServerProcess> {
  const server = startProgram(program, args, core);
  return { url: `http://127.0.0.1:${await server.line()}`, close: server.close };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}
