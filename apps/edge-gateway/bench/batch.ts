import { readdirSync, readFileSync } from "node:fs";

/** What a request of a batch took, in the middle. */
export interface Batch {
  readonly p50Us: number;
  /** The processor's time of workerd's process; undefined where the system does not tell it. */
  readonly cpuUs: number | undefined;
}

/** The processor's time that a process's threads have had, in nanoseconds; undefined where there is no Linux to tell it. */
export function cpuNs(pid: number): number | undefined {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const ns = threads.map((thread) =>
      Number.parseInt(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8"), 10),
    );
    return ns.reduce((sum, one) => sum + one, 0);
  } catch {
    return undefined;
  }
}
