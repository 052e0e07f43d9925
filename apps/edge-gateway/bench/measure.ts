import type { ServedWorker } from "../test/http/serve-worker.ts";
import { cpuTimeNs } from "./cpu-time.ts";
import { type Batch, batchOf, type Subjects } from "./subjects.ts";

/** A start, up to the first response. */
export interface Start {
  readonly ms: number;
  /** CPU time of workerd. `undefined` on systems other than Linux. */
  readonly cpuMs: number | undefined;
}

/** The measurements of each subject, one per round. */
export type Rounds<T> = ReadonlyMap<string, readonly T[]>;

/** Measures requests with a warm token. All Workers run all the time. */
export async function measureRequests(
  { byHand, gateway, authorization }: Subjects,
  rounds: number,
  requests: number,
): Promise<Rounds<Batch>> {
  const workers = { baseline: await byHand(), control: await byHand(), gateway: await gateway() };
  const measure = (worker: ServedWorker) => () => batchOf(worker, requests, authorization);
  const batches = await inRounds(rounds, {
    baseline: measure(workers.baseline),
    control: measure(workers.control),
    gateway: measure(workers.gateway),
  });
  await Promise.all(Object.values(workers).map((worker) => worker.close()));
  return batches;
}

/** Measures starts up to a first 401. For it, the gateway reads its configuration and policy. */
export function measureStarts({ empty, gateway }: Subjects, rounds: number): Promise<Rounds<Start>> {
  return inRounds(rounds, {
    baseline: () => startOf(empty),
    control: () => startOf(empty),
    gateway: () => startOf(gateway),
  });
}

async function startOf(serve: () => Promise<ServedWorker>): Promise<Start> {
  const startedAt = performance.now();
  const worker = await serve();
  await (await fetch(`${worker.url}/business/balance?currency=USD`)).text();
  const ms = performance.now() - startedAt;
  const ns = cpuTimeNs(worker.pid);
  await worker.close();
  return { ms, cpuMs: ns === undefined ? undefined : ns / 1e6 };
}

/**
 * Measures each subject once per round, in random order. The first round warms up and is dropped.
 */
async function inRounds<T>(
  rounds: number,
  subjects: Readonly<Record<string, () => Promise<T>>>,
): Promise<Rounds<T>> {
  const measured = new Map(Object.keys(subjects).map((subject): [string, T[]] => [subject, []]));
  for (let round = -1; round < rounds; round += 1) {
    for (const [subject, measure] of shuffled(Object.entries(subjects))) {
      const one = await measure();
      if (round >= 0) measured.get(subject)?.push(one);
    }
  }
  return measured;
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ item }) => item);
}
