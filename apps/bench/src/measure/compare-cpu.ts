import { cpuUsage } from "node:process";
import { median, varied } from "./statistics.ts";

/** One call of the measured code. */
export type Work = () => Promise<unknown>;

const BATCH_MS = 8;

/**
 * Returns the CPU time of a call of the subject, divided by the baseline's: the median over pairs
 * of batches. A coin decides which of a pair runs first, because a fixed order makes identical code
 * differ.
 */
export async function compareCpu(subject: Work, baseline: Work, pairs: number): Promise<number> {
  const sizes = { subject: await batchSize(subject), baseline: await batchSize(baseline) };
  const ratios: number[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const isFirst = Math.random() < 0.5;
    const before = isFirst ? await nsPerCall(subject, varied(sizes.subject)) : 0;
    const other = await nsPerCall(baseline, varied(sizes.baseline));
    const one = isFirst ? before : await nsPerCall(subject, varied(sizes.subject));
    ratios.push(one / other);
  }
  return median(ratios);
}

/** Returns how many calls fill a batch, after a warm-up. */
async function batchSize(work: Work): Promise<number> {
  let calls = 16;
  for (let warm = 0; ; warm += 1) {
    const ms = ((await nsPerCall(work, calls)) * calls) / 1e6;
    if (ms > BATCH_MS && warm > 4) return Math.ceil((calls * BATCH_MS) / ms);
    if (ms < 4 * BATCH_MS) calls *= 2;
  }
}

async function nsPerCall(work: Work, calls: number): Promise<number> {
  const before = cpuUsage();
  for (let call = 0; call < calls; call += 1) await work();
  const { user, system } = cpuUsage(before);
  return ((user + system) * 1_000) / calls;
}

/** Returns after how many microtask turns the result of a settled call is available. */
export async function turnsOf(work: Work): Promise<number> {
  await work();
  let isSettled = false;
  void work().then(() => {
    isSettled = true;
  });
  for (let turns = 0; ; turns += 1) {
    if (isSettled || turns === 1_000) return turns;
    await null;
  }
}
