import { runChild } from "./child.ts";
import type { Core } from "./pin-to-core.ts";
import { shuffled } from "./statistics.ts";

/** Options of {@link inProcesses}. */
export interface InProcessesOptions {
  /** The program that measures one case. It receives the arguments, and the case as the last. */
  readonly program: URL;
  readonly args?: readonly string[];
  readonly cases: readonly string[];
  /** How many processes measure each case. */
  readonly processes: number;
  readonly flags?: readonly string[];
  /** The core that the processes run on. Default: any. */
  readonly core?: Core;
}

/**
 * Measures each case in several processes of its own, one process at a time, in random order. The
 * result of a process that failed is missing.
 */
export async function inProcesses<T>({
  program,
  args = [],
  cases,
  processes,
  flags = [],
  core,
}: InProcessesOptions): Promise<Readonly<Record<string, readonly T[]>>> {
  const results: Record<string, T[]> = Object.fromEntries(cases.map((name) => [name, []]));
  for (let round = 0; round < processes; round += 1) {
    for (const name of shuffled(cases)) {
      try {
        results[name]?.push(await runChild<T>(program, [...args, name], { flags, core }));
      } catch (error) {
        console.error(`${name}: ${error instanceof Error ? error.message.slice(0, 400) : error}`);
      }
    }
  }
  return results;
}
