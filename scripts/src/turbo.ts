import { spawn } from "node:child_process";
import { once } from "node:events";
import { repository } from "./repository.ts";

/** How a turbo run ended. */
export interface TurboResult {
  readonly ok: boolean;
  /** All that it printed, both streams in the order of arrival. */
  readonly output: string;
}

/** How turbo is run. */
export interface TurboOptions {
  /** Ends it, and with it the tasks that it runs. */
  readonly signal: AbortSignal;
  /** Receives what it prints, as it comes. */
  readonly onOutput?: (text: string) => void;
}

/** Runs tasks over the workspace through turbo, without its telemetry. Resolves also when they fail. */
export async function turbo(
  args: readonly string[],
  { signal, onOutput }: TurboOptions,
): Promise<TurboResult> {
  const child = spawn(repository("node_modules/.bin/turbo"), ["run", ...args], {
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
