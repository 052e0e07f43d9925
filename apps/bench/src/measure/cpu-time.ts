import { readdirSync, readFileSync } from "node:fs";

/** Returns the CPU time of a process, in nanoseconds. `NaN` on systems other than Linux. */
export function cpuTimeNs(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/task`)
      .map((thread) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8"))
      .reduce((sum, stat) => sum + Number.parseInt(stat, 10), 0);
  } catch {
    return Number.NaN;
  }
}
