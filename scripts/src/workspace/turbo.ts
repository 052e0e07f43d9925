import { spawn } from "node:child_process";
import { once } from "node:events";
import { repository } from "./repository.ts";

/** The result of a turbo run. */
export interface TurboResult {
  readonly ok: boolean;
  /** The output of stdout and stderr, in the order of arrival. */
  readonly output: string;
}

/** Options of {@link turbo}. */
export interface TurboOptions {
  /** Ends turbo and its tasks. */
  readonly signal: AbortSignal;
  /** Receives each chunk of output. */
  readonly onOutput?: (text: string) => void;
}

/** Runs turbo tasks without telemetry. Resolves even if a task fails. */
export async function turbo(
  args: readonly string[],
  { signal, onOutput }: TurboOptions,
): Promise<TurboResult> {
  // Not `.bin/turbo`, which is a shell script: Windows cannot start it.
  const child = spawn(process.execPath, [repository("node_modules/turbo/bin/turbo"), "run", ...args], {
    cwd: repository("."),
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", TURBO_NO_UPDATE_NOTIFIER: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const end = () => child.kill("SIGTERM");
  signal.addEventListener("abort", end);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      onOutput?.(text);
    });
  }
  await once(child, "close");
  signal.removeEventListener("abort", end);
  return { ok: child.exitCode === 0, output };
}
