import { inProcesses } from "../measure/in-processes.ts";
import { median } from "../measure/statistics.ts";
import type { Bench, Measurement } from "../table/row.ts";

/** The memory of auth-core. */
export const memory: Bench = {
  rows: [
    {
      id: "memory-manager",
      title: "Memory of a token manager",
      unit: "bytes",
      better: "lower",
      mark: 8_000,
      method: "Heap after a garbage collection, for each of 2,000 managers with a cached token.",
      meaning: "One manager for each of thousands of tenants fits into a small process.",
    },
    {
      id: "memory-aborted",
      title: "Memory of an aborted caller",
      unit: "bytes",
      better: "lower",
      mark: 600,
      method:
        "Heap after a garbage collection, for each of 10,000 callers that aborted while the token request was still in flight.",
      meaning: "Callers that give up release their memory at once, even if the token endpoint hangs.",
    },
  ],
  async measure(effort) {
    const results = await inProcesses<number>({
      program: new URL("../programs/memory.ts", import.meta.url),
      cases: ["manager", "aborted"],
      processes: effort === "full" ? 5 : 1,
      flags: ["--expose-gc"],
    });
    const measurement = (values: readonly number[] = []): Measurement => ({
      subjects: [
        {
          name: "auth-core",
          isOurs: true,
          value: values.length === 0 ? null : median(values),
          ...(values.length > 0 && { low: Math.min(...values), high: Math.max(...values) }),
        },
      ],
    });
    return {
      "memory-manager": measurement(results["manager"]),
      "memory-aborted": measurement(results["aborted"]),
    };
  },
};
