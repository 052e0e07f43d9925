import { execFile } from "node:child_process";
import { argv, execPath, exit, stdout } from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Case, cases } from "./cases.ts";
import { median, type Time } from "./measure.ts";

/** Each case is measured in its own process, this many times. */
const ROUNDS = Number(argv[2] ?? 9);
/** If the two sides of a control differ by more, the machine was too busy. */
const VOID_ABOVE = 0.05;
const MAX_MANAGER_BYTES = 8_000;

const measureFile = fileURLToPath(new URL("measure.ts", import.meta.url));

async function measure<T>(name: string): Promise<T> {
  const { stdout: output } = await promisify(execFile)(execPath, ["--expose-gc", measureFile, name]);
  return JSON.parse(output);
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ item }) => item);
}

const times = new Map<string, Time[]>(Object.keys(cases).map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round++) {
  for (const name of shuffled(Object.keys(cases))) times.get(name)?.push(await measure(name));
}

function verdict({ maxRatio, isControl }: Case, ratio: number): string {
  if (isControl) return Math.abs(ratio - 1) > VOID_ABOVE ? "VOID" : "ok";
  if (maxRatio === undefined) return "";
  return ratio > maxRatio ? `MISSED: > ${maxRatio}` : `reached: ≤ ${maxRatio}`;
}

const rows = Object.entries(cases).map(([name, measured]) => {
  const all = times.get(name) ?? [];
  const ratios = all.map(({ ratio }) => ratio);
  const ratio = median(ratios);
  return {
    case: name,
    ratio: ratio.toFixed(3),
    spread: `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`,
    ns: median(all.map(({ subjectNs }) => subjectNs)).toFixed(0),
    "baseline ns": median(all.map(({ baselineNs }) => baselineNs)).toFixed(0),
    mark: verdict(measured, ratio),
  };
});
console.table(rows);
const managerBytes = await measure<number>("memory");
const isSmall = managerBytes <= MAX_MANAGER_BYTES;
stdout.write(`${managerBytes.toFixed(0)} bytes per manager: ${isSmall ? "reached" : "MISSED"}\n`);
exit(isSmall && rows.every(({ mark }) => !/VOID|MISSED/.test(mark)) ? 0 : 1);
