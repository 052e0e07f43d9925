import { execFile } from "node:child_process";
import { argv, execPath, exit } from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Case, cases } from "./cases.ts";
import { median, type Time } from "./measure.ts";

/**
 * A process for each case and round; what a control differs by, in the middle, is what this machine
 * cannot tell.
 */
const ROUNDS = Number(argv[2] ?? 9);
const VOID_ABOVE = 0.02;

const measureFile = fileURLToPath(new URL("measure.ts", import.meta.url));
const FLAGS = { time: [], bytes: ["--expose-gc", "--max-semi-space-size=64", "--min-semi-space-size=64"] };

async function measure<T>(what: keyof typeof FLAGS, name: string): Promise<T> {
  const { stdout } = await promisify(execFile)(execPath, [...FLAGS[what], measureFile, what, name]);
  return JSON.parse(stdout);
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ item }) => item);
}

const times = new Map<string, Time[]>(Object.keys(cases).map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round++) {
  for (const name of shuffled(Object.keys(cases))) times.get(name)?.push(await measure("time", name));
}

interface Summary extends Time {
  readonly lowest: number;
  readonly highest: number;
  readonly addedBytes: number;
}

async function summary(name: string): Promise<Summary> {
  const all = times.get(name) ?? [];
  const of = (part: keyof Time) => median(all.map((one) => one[part]));
  const ratios = all.map(({ ratio }) => ratio);
  return {
    ratio: of("ratio"),
    lowest: Math.min(...ratios),
    highest: Math.max(...ratios),
    subjectNs: of("subjectNs"),
    baselineNs: of("baselineNs"),
    addedBytes: await measure("bytes", name),
  };
}

function verdict({ maxRatio, maxAddedNs, maxAddedBytes, control }: Case, of: Summary): string {
  if (control) return Math.abs(of.ratio - 1) > VOID_ABOVE ? "VOID" : "ok";
  const missed = [
    maxRatio !== undefined && of.ratio > maxRatio && `ratio > ${maxRatio}`,
    maxAddedNs !== undefined && of.subjectNs - of.baselineNs > maxAddedNs && `+ns > ${maxAddedNs}`,
    maxAddedBytes !== undefined && of.addedBytes > maxAddedBytes && `+bytes > ${maxAddedBytes}`,
  ].filter((miss) => miss !== false);
  if (missed.length > 0) return `MISSED: ${missed.join(", ")}`;
  return (maxRatio ?? maxAddedNs ?? maxAddedBytes) ? "reached" : "";
}

const rows: Record<string, string>[] = [];
for (const [name, measured] of Object.entries(cases)) {
  const of = await summary(name);
  rows.push({
    case: name,
    ratio: of.ratio.toFixed(3),
    spread: `${of.lowest.toFixed(2)}–${of.highest.toFixed(2)}`,
    ns: of.subjectNs.toFixed(0),
    "+ns": (of.subjectNs - of.baselineNs).toFixed(0),
    "+bytes": of.addedBytes.toFixed(0),
    mark: verdict(measured, of),
  });
}
console.table(rows);
exit(rows.some(({ mark = "" }) => /VOID|MISSED/.test(mark)) ? 1 : 0);
