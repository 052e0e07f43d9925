import type { ServedWorker } from "../test/http/serve-worker.ts";
import { type Batch, cpuNs } from "./batch.ts";
import { inRounds, type Rounds } from "./in-rounds.ts";
import { batchOf, type Subjects } from "./subjects.ts";

/** A Worker's first answer after the start of its process. */
export interface Start {
  readonly ms: number;
  /** The processor's time until then; undefined where the system does not tell it. */
  readonly cpuMs: number | undefined;
}

/** Batches of requests, one after another over one connection, with a warm token; all the Workers run all the time. */
export async function measureBatches(
  { passThrough, byHand, gateway, authorization }: Subjects,
  rounds: number,
  requests: number,
): Promise<Rounds<Batch>> {
  const [baseline, control, hand, ours] = [
    await passThrough(),
    await passThrough(),
    await byHand(),
    await gateway(),
  ];
  const batches = await inRounds(rounds, {
    baseline: () => batchOf(baseline, requests, authorization),
    control: () => batchOf(control, requests, authorization),
    "by hand": () => batchOf(hand, requests, authorization),
    gateway: () => batchOf(ours, requests, authorization),
  });
  await Promise.all([baseline, control, hand, ours].map((worker) => worker.close()));
  return batches;
}

/** Starts, each to a first 401 that no upstream is asked for. The gateway reads its configuration and policy for it. */
export function measureStarts({ answering, gateway }: Subjects, rounds: number): Promise<Rounds<Start>> {
  return inRounds(rounds, {
    baseline: () => startOf(answering),
    control: () => startOf(answering),
    gateway: () => startOf(gateway),
  });
}

async function startOf(serve: () => Promise<ServedWorker>): Promise<Start> {
  const startedAt = performance.now();
  const worker = await serve();
  await (await fetch(`${worker.url}/business/balance?currency=USD`)).text();
  const ms = performance.now() - startedAt;
  const ns = cpuNs(worker.pid);
  await worker.close();
  return { ms, cpuMs: ns === undefined ? undefined : ns / 1e6 };
}
