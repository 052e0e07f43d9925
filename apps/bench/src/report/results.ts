import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { version } from "node:process";
import { fileURLToPath } from "node:url";
import type { Measurement, Row } from "../table/row.ts";
import type { Verdict } from "./verdict.ts";

/** What a row's file in `results/` contains. */
export interface Result {
  readonly id: string;
  readonly measurement: Measurement;
  readonly verdict: Verdict;
  readonly machine: string;
  /** The day of the measurement, such as `2026-11-26`. */
  readonly date: string;
}

const folder = new URL("../../results/", import.meta.url);

/** Adds the machine and the day. */
export function createResult(id: string, measurement: Measurement, verdict: Verdict): Result {
  return { id, measurement, verdict, machine: machine(), date: new Date().toISOString().slice(0, 10) };
}

/** Describes this machine. */
function machine(): string {
  const [cpu] = cpus();
  const model = cpu?.model.replaceAll(/\s+/g, " ").trim() || "unknown CPU";
  return `${cpus().length} cores of ${model}, ${Math.round(totalmem() / 2 ** 30)} GB, Node.js ${version}`;
}

/** Reads the committed result of a row, or returns `undefined`. */
export function readResult({ id }: Row): Result | undefined {
  try {
    return JSON.parse(readFileSync(new URL(`${id}.json`, folder), "utf8"));
  } catch {
    return undefined;
  }
}

/** Writes a result to `results/`. */
export function writeResult(result: Result): void {
  mkdirSync(fileURLToPath(folder), { recursive: true });
  writeFileSync(new URL(`${result.id}.json`, folder), `${JSON.stringify(result, undefined, 2)}\n`);
}
