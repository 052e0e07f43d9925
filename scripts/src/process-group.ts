import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";

const KEPT_LINES = 200;

/** A child process with everything that it starts, as one thing that can be watched and ended. */
export interface ProcessGroup {
  /** The id of the group, which is the child's process id. */
  readonly id: number;
  /** Resolves when all of it has ended, with how the child ended and what it printed, for a person. Never rejects. */
  readonly ended: Promise<string>;
  /** Interrupts it as Ctrl-C would, kills what is left after the grace, and resolves when it is gone. */
  stop(): Promise<void>;
}

/** How a {@link ProcessGroup} is started. */
export interface ProcessGroupOptions {
  /** What it is called in sentences. */
  readonly name: string;
  /** The arguments of `node`: visible in any process list, so never a secret. */
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment of the child, secrets included; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Receives each line that it prints, from both streams. */
  readonly onLine?: (line: string) => void;
  /** How long it may take to end when it is stopped, in milliseconds. Default 5,000. */
  readonly graceMs?: number;
}

/**
 * Starts this Node.js with a script, in a process group of its own: so a terminal's Ctrl-C reaches us alone, and what
 * the script starts (wrangler's workerd) can be ended with it.
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
      if (lines.length > KEPT_LINES) lines.shift();
      onLine?.(line);
    });
  }

  const ended = new Promise<string>((resolve) => {
    child.once("error", ({ message }) => resolve(`The ${name} could not be started: ${message}.`));
    child.once("exit", () => signal(id, "SIGKILL")); // What it leaves behind would keep the pipes open.
    child.once("close", (code, signalled) => {
      const how = signalled === null ? `exit code ${code}` : signalled;
      const output = lines.map((line) => `  ${line}\n`).join("");
      resolve(`The ${name} ended by itself (${how}). It printed:\n\n${output || "  nothing\n"}`);
    });
  });

  return {
    id,
    ended,
    async stop() {
      if (signal(id, "SIGINT")) await Promise.race([ended, wait(graceMs, undefined, { ref: false })]);
      signal(id, "SIGKILL");
      await ended;
    },
  };
}

/** Whether there was anybody left in the group to receive it. */
function signal(group: number, name: NodeJS.Signals): boolean {
  try {
    return group > 0 && process.kill(-group, name);
  } catch {
    return false;
  }
}
