import { median, shuffled } from "../measure/statistics.ts";
import { CONTROL, summarizeRatios } from "../measure/summarize.ts";
import { startWorkers, type WorkerName, type Workers } from "../measure/workers.ts";
import type { Bench } from "../table/row.ts";

const OURS = "the gateway";
const BASELINE = "baseline";
const SUBJECTS: Readonly<Record<string, WorkerName>> = {
  [BASELINE]: "hono",
  [CONTROL]: "hono",
  [OURS]: "gateway",
  "an empty Worker": "empty",
};

/** The start of a Worker. */
export const workerStart: Bench = {
  rows: [
    {
      id: "worker-start",
      title: "Start of the gateway",
      unit: "ratio",
      better: "lower",
      mark: 1.05,
      method:
        "Time from the start of `workerd` to the first response, a 401, divided by that of the Hono app. For it, the gateway reads its configuration and its policy.",
      meaning: "A request that starts a new isolate waits no longer than with a small Hono app.",
    },
  ],
  async measure(effort) {
    const [groups, starts] = effort === "full" ? [5, 7] : [1, 3];
    const workers = await startWorkers();
    const ratios: Record<string, number[]> = {};
    try {
      for (let group = 0; group < groups; group += 1) {
        for (const [name, ratio] of Object.entries(await measureGroup(workers, starts))) {
          ratios[name] = [...(ratios[name] ?? []), ratio];
        }
      }
    } finally {
      await workers.close();
    }
    return { "worker-start": summarizeRatios("the Hono app", OURS, ratios) };
  },
};

/** Starts each Worker several times, in random order. Returns the ratios of the medians. */
async function measureGroup(workers: Workers, starts: number): Promise<Readonly<Record<string, number>>> {
  const times = new Map(Object.keys(SUBJECTS).map((name): [string, number[]] => [name, []]));
  for (let round = 0; round < starts; round += 1) {
    for (const [name, worker] of shuffled(Object.entries(SUBJECTS))) {
      times.get(name)?.push(await startMs(workers, worker));
    }
  }
  const baseline = median(times.get(BASELINE) ?? []);
  return Object.fromEntries(
    [...times].filter(([name]) => name !== BASELINE).map(([name, ms]) => [name, median(ms) / baseline]),
  );
}

async function startMs({ start }: Workers, name: WorkerName): Promise<number> {
  const startedAt = performance.now();
  const worker = await start(name);
  try {
    await (await fetch(`${worker.url}/business/balance?currency=USD`)).text();
    return performance.now() - startedAt;
  } finally {
    await worker.close();
  }
}
