import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";

const MAX_LINES = 200;

/** A child process together with all processes that it starts. */
export interface ProcessGroup {
  /** The id of the group, which is the process id of the child. */
  readonly id: number;
  /**
   * Resolves when all processes have ended, with the exit code and the last output. Never rejects.
   */
  readonly ended: Promise<string>;
  /**
   * Sends SIGINT to the group and, after the grace period, SIGKILL. Resolves when the group has
   * ended.
   */
  stop(): Promise<void>;
}

/** Options of {@link startProcessGroup}. */
export interface ProcessGroupOptions {
  /** The name to use in messages. */
  readonly name: string;
  /** The arguments of `node`. Process lists show them, so they must not contain secrets. */
  readonly args: readonly string[];
  readonly cwd: string;
  /** The complete environment of the child. It may contain secrets. */
  readonly env: Readonly<Record<string, string>>;
  /** Receives each line of output, from stdout and stderr. */
  readonly onLine?: (line: string) => void;
  /** How long the group may take to end after SIGINT, in milliseconds. Default: 5000. */
  readonly graceMs?: number;
}

/**
 * Runs a script with the current Node.js in a new process group.
 *
 * Ctrl-C in the terminal therefore reaches only the current process, and `stop` also ends what the
 * script starts, such as the workerd of wrangler.
 */
export function startProcessGroup(options: ProcessGroupOptions): ProcessGroup {
  const { name, args, cwd, env, onLine, graceMs = 5_000 } = options;
  const child = spawn(process.execPath, [...args], {
    cwd,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const id = child.pid ?? 0;
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      if (lines.length > MAX_LINES) lines.shift();
      onLine?.(line);
    });
  }

  const ended = new Promise<string>((resolve) => {
    child.once("error", ({ message }) => resolve(`The ${name} failed to start: ${message}.`));
    child.once("exit", () => sendSignal(id, "SIGKILL")); // A surviving process would hold the pipes open.
    child.once("close", (code, signal) => {
      const status = signal === null ? `exit code ${code}` : signal;
      const output = lines.map((line) => `  ${line}\n`).join("");
      resolve(`The ${name} exited unexpectedly (${status}). Its output:\n\n${output || "  (none)\n"}`);
    });
  });

  return {
    id,
    ended,
    async stop() {
      if (sendSignal(id, "SIGINT")) await Promise.race([ended, wait(graceMs, undefined, { ref: false })]);
      sendSignal(id, "SIGKILL");
      await ended;
    },
  };
}

/** Returns whether the group still has a process that received the signal. */
function sendSignal(group: number, name: NodeJS.Signals): boolean {
  try {
    return group > 0 && process.kill(-group, name);
  } catch {
    return false;
  }
}
