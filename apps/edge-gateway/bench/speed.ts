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
  subjects: Subjects,
  rounds: number,
  requests: number,
): Promise<Rounds<Batch>> {
  const workers = {
    baseline: await subjects.passThrough(),
    control: await subjects.passThrough(),
    gateway: await subjects.gateway(),
  };
  const batches = await inRounds(rounds, (name) => batchOf(workers[name], requests, subjects.authorization));
  await Promise.all(Object.values(workers).map((worker) => worker.close()));
  return batches;
}

/** Starts, each to a first answer: of the gateway a 401, for which it reads its configuration and policy. */
export function measureStarts({ passThrough, gateway }: Subjects, rounds: number): Promise<Rounds<Start>> {
  return inRounds(rounds, async (name) => {
    const startedAt = performance.now();
    const worker = await (name === "gateway" ? gateway() : passThrough());
    await (await fetch(`${worker.url}/business/balance?currency=USD`)).text();
    const ms = performance.now() - startedAt;
    const ns = cpuNs(worker.pid);
    await worker.close();
    return { ms, cpuMs: ns === undefined ? undefined : ns / 1e6 };
  });
}
