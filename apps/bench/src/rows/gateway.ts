import { runChild } from "../measure/child.ts";
import { pinToCore } from "../measure/pin-to-core.ts";
import { median } from "../measure/statistics.ts";
import { CONTROL, summarizeRatios } from "../measure/summarize.ts";
import { startWorkers, type WorkerName, type Workers } from "../measure/workers.ts";
import type { Batch, Load, LoadOptions } from "../programs/load.ts";
import type { Bench, Row } from "../table/row.ts";

const OURS = "the gateway";
const HONO = "the Hono app";
const BASELINE = "baseline";
const SUBJECTS: Readonly<Record<string, WorkerName>> = {
  [BASELINE]: "by-hand",
  [CONTROL]: "by-hand",
  [OURS]: "gateway",
  [HONO]: "hono",
  "a Worker that only forwards": "pass-through",
};

const DUTIES =
  "divided by that of a Worker written by hand with its own request and response, a deadline, and a log line. The Hono app has the gateway's duties. All of them run on `workerd` in front of one stub of WakaPay";

const ROWS = {
  p50Us: {
    id: "gateway-latency",
    title: "Latency of the gateway",
    unit: "ratio",
    better: "lower",
    mark: 1.2,
    rival: { name: HONO, mayTie: false },
    method: `Median time of a request with a cached token, ${DUTIES}, with one request at a time.`,
    meaning:
      "The key, the policy, and the token cost a request a fraction of what the platform itself costs.",
  },
  cpuUs: {
    id: "gateway-cpu",
    title: "CPU time of the gateway",
    unit: "ratio",
    better: "lower",
    mark: 1.2,
    rival: { name: HONO, mayTie: false },
    method: `CPU time of \`workerd\` for a request with a cached token, ${DUTIES}.`,
    meaning: "Cloudflare bills CPU time: the gateway costs about as much as a minimal Worker of your own.",
  },
} as const satisfies Record<keyof Batch, Row>;

/** A request through the gateway with a cached token. */
export const gateway: Bench = {
  rows: Object.values(ROWS),
  async measure(effort) {
    const processes = effort === "full" ? 5 : 1;
    const rounds = effort === "full" ? 50 : 15;
    const workers = await startWorkers();
    const loads: Load[] = [];
    try {
      for (let process = 0; process < processes; process += 1) loads.push(await measureLoad(workers, rounds));
    } finally {
      await workers.close();
    }
    const measurement = (part: keyof Batch) =>
      summarizeRatios("the Worker by hand", OURS, ratiosOf(loads, part));
    return { [ROWS.p50Us.id]: measurement("p50Us"), [ROWS.cpuUs.id]: measurement("cpuUs") };
  },
};

/** Starts every Worker, and sends batches of requests to them in turn. */
async function measureLoad({ authorization, start }: Workers, rounds: number): Promise<Load> {
  const served = await Promise.all(
    Object.entries(SUBJECTS).map(async ([name, worker]) => ({ name, worker: await start(worker) })),
  );
  try {
    for (const { worker } of served) pinToCore(worker.pid, "measured");
    const targets = served.map(({ name, worker: { port, pid } }) => ({ name, port, pid }));
    const options: LoadOptions = { targets, authorization, rounds, requests: 100 };
    const program = new URL("../programs/load.ts", import.meta.url);
    return await runChild<Load>(program, [JSON.stringify(options)], { core: "other" });
  } finally {
    await Promise.all(served.map(({ worker }) => worker.close()));
  }
}

/** Returns the ratios to the baseline: for each load, the median over its rounds. */
function ratiosOf(loads: readonly Load[], part: keyof Batch): Record<string, number[]> {
  const names = Object.keys(SUBJECTS).filter((name) => name !== BASELINE);
  const ratio = (load: Load, name: string) => {
    const baseline = load[BASELINE] ?? [];
    return median(
      (load[name] ?? []).map((batch, round) => batch[part] / (baseline[round]?.[part] ?? Number.NaN)),
    );
  };
  return Object.fromEntries(names.map((name) => [name, loads.map((load) => ratio(load, name))]));
}
