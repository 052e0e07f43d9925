import { argv, cpuUsage, memoryUsage, stdout } from "node:process";
import { type Case, cases, createManager, type Work } from "./cases.ts";

/** What one process measures of one case: medians over its pairs. Times are in nanoseconds. */
export interface Time {
  readonly ratio: number;
  readonly subjectNs: number;
  readonly baselineNs: number;
}

const PAIRS = 21;
const BATCH_MS = 8;
const MANAGERS = 1_000;

async function run(work: Work, calls: number): Promise<void> {
  for (let call = 0; call < calls; call++) await work();
}

async function nsPerCall(work: Work, calls: number): Promise<number> {
  const before = cpuUsage();
  await run(work, calls);
  const { user, system } = cpuUsage(before);
  return ((user + system) * 1_000) / calls;
}

/** Returns how many calls fill a batch. */
async function batchSize(work: Work): Promise<number> {
  await run(work, 20_000);
  return (BATCH_MS * 1e6) / (await nsPerCall(work, 20_000));
}

async function measureTime({ subject, baseline }: Case): Promise<Time> {
  const one = await subject();
  const other = await baseline();
  const calls = { one: await batchSize(one), other: await batchSize(other) };
  // With a fixed size, garbage would be collected at the same place in each batch.
  const varied = (size: number) => Math.ceil(size * (0.75 + 0.5 * Math.random()));
  const ones: number[] = [];
  const others: number[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    const isFirst = Math.random() < 0.5;
    if (isFirst) ones.push(await nsPerCall(one, varied(calls.one)));
    others.push(await nsPerCall(other, varied(calls.other)));
    if (!isFirst) ones.push(await nsPerCall(one, varied(calls.one)));
  }
  return {
    ratio: median(ones.map((ns, pair) => ns / (others[pair] ?? Number.NaN))),
    subjectNs: median(ones),
    baselineNs: median(others),
  };
}

/** Returns the bytes that a manager with a cached token holds. Needs `--expose-gc`. */
async function measureManager(): Promise<number> {
  const managers = [await createManager()];
  globalThis.gc?.();
  const before = memoryUsage().heapUsed;
  for (let count = 0; count < MANAGERS; count++) managers.push(await createManager());
  globalThis.gc?.();
  return (memoryUsage().heapUsed - before) / (managers.length - 1);
}

/** Returns the median of a list. */
export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const [, , name = ""] = argv;
const measured = cases[name];
if (measured !== undefined) stdout.write(JSON.stringify(await measureTime(measured)));
if (name === "memory") stdout.write(JSON.stringify(await measureManager()));
