import { argv, cpuUsage, memoryUsage, stdout } from "node:process";
import { type Case, cases, type Work } from "./cases.ts";

/** What one process measured of one case: medians over its pairs. */
export interface Time {
  readonly ratio: number;
  readonly subjectNs: number;
  readonly baselineNs: number;
}

const PAIRS = 21;
const BATCH_MS = 8;

async function run(work: Work, calls: number): Promise<void> {
  for (let call = 0; call < calls; call++) await work();
}

async function nsPerCall(work: Work, calls: number): Promise<number> {
  const before = cpuUsage();
  await run(work, calls);
  const { user, system } = cpuUsage(before);
  return ((user + system) * 1_000) / calls;
}

/**
 * Calls that fill a batch, give or take a quarter: a fixed size would meet the collector always at
 * the same place.
 */
async function batchSize(work: Work): Promise<number> {
  await run(work, 20_000);
  return (BATCH_MS * 1e6) / (await nsPerCall(work, 20_000));
}

async function time({ subject, baseline }: Case): Promise<Time> {
  const one = await subject();
  const other = await baseline();
  const calls = { one: await batchSize(one), other: await batchSize(other) };
  const varied = (size: number) => Math.ceil(size * (0.75 + 0.5 * Math.random()));
  const ones: number[] = [];
  const others: number[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    const first = Math.random() < 0.5;
    if (first) ones.push(await nsPerCall(one, varied(calls.one)));
    others.push(await nsPerCall(other, varied(calls.other)));
    if (!first) ones.push(await nsPerCall(one, varied(calls.one)));
  }
  return {
    ratio: median(ones.map((ns, pair) => ns / (others[pair] ?? Number.NaN))),
    subjectNs: median(ones),
    baselineNs: median(others),
  };
}

/**
 * Needs `--expose-gc`, and a young generation that holds it all: nothing is collected between the
 * readings.
 */
async function bytesPerCall(work: Work): Promise<number> {
  const calls = 5_000;
  await run(work, 50_000);
  globalThis.gc?.();
  const before = memoryUsage().heapUsed;
  await run(work, calls);
  return (memoryUsage().heapUsed - before) / calls;
}

async function addedBytes({ subject, baseline }: Case): Promise<number> {
  return (await bytesPerCall(await subject())) - (await bytesPerCall(await baseline()));
}

/** The middle of a list. */
export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const [, , what, name = ""] = argv;
const measured = cases[name];
if (measured !== undefined) {
  stdout.write(JSON.stringify(what === "bytes" ? await addedBytes(measured) : await time(measured)));
}
