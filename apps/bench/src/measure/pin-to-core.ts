import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";

/**
 * The core of a process under measurement, and the core of everything else. With both on one core,
 * or moving between cores, the same code differs by 10% from process to process.
 */
export type Core = "measured" | "other";

const NUMBERS: Readonly<Record<Core, number>> = { measured: 0, other: 1 };

/**
 * Keeps a process and its threads on one core. Does nothing on a machine without `taskset`, which
 * only Linux has, or with one core.
 */
export function pinToCore(pid: number | undefined, core: Core): void {
  if (pid === undefined || availableParallelism() === 1) return;
  spawnSync("taskset", ["--all-tasks", "--cpu-list", "--pid", `${NUMBERS[core]}`, `${pid}`], {
    stdio: "ignore",
  });
}
