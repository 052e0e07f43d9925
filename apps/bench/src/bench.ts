import { mkdirSync, writeFileSync } from "node:fs";
import { exit } from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { drawChart } from "./report/chart.ts";
import { compareResults } from "./report/compare-results.ts";
import { type Measured, writeDocument } from "./report/document.ts";
import { formatSubject, formatValue } from "./report/format-value.ts";
import { createResult, type Result, readResult, writeResult } from "./report/results.ts";
import { judge } from "./report/verdict.ts";
import { BENCHES } from "./rows/benches.ts";
import type { Bench, Effort, Measurement, Row } from "./table/row.ts";

/** The options are those of `npx -y pnpm@12 bench`, which starts this program. */
const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    document: { type: "boolean", default: false },
    only: { type: "string", default: "" },
  },
});
const LONGEST_TO_REPEAT_MS = 120_000;
const docs = new URL("../../../docs/", import.meta.url);

/** Measures the rows of a bench. If it fails, its rows are not measured, and the others are. */
async function measure({ rows, measure }: Bench, effort: Effort): Promise<readonly Measured[]> {
  let measurements: Readonly<Record<string, Measurement>> = {};
  try {
    measurements = await measure(effort);
  } catch (error) {
    console.error(`Not measured: ${rows.map(({ id }) => id).join(", ")}. ${error}`);
  }
  return rows.map((row) => {
    const measurement = measurements[row.id] ?? { subjects: [] };
    return { row, result: createResult(row.id, measurement, judge(row, measurement)) };
  });
}

function isVoid({ result }: Measured): boolean {
  return result.verdict.status === "void" || result.verdict.status === "not measured";
}

/**
 * Measures a bench, and once more if another program disturbed the measurement. A long bench is
 * measured once.
 */
async function measureTwice(bench: Bench, effort: Effort): Promise<readonly Measured[]> {
  const startedAt = performance.now();
  const first = await measure(bench, effort);
  const isLong = performance.now() - startedAt > LONGEST_TO_REPEAT_MS;
  if (effort === "quick" || isLong || !first.some(isVoid)) return first;
  const ids = first.filter(isVoid).map(({ row }) => row.id);
  console.error(`Measuring again: ${ids.join(", ")}.`);
  const second = await measure(bench, effort);
  return first.map((one, index) => (isVoid(one) ? (second[index] ?? one) : one));
}

function print({ row, result }: Measured): void {
  const { subjects, control } = result.measurement;
  const { status, reason } = result.verdict;
  const mark = row.mark === undefined ? "" : `, mark ${formatValue(row.mark, row.unit)}`;
  console.log(
    `\n${row.title} (${row.unit}, ${row.better} is better${mark}): ${status}${reason ? `: ${reason}` : ""}`,
  );
  for (const subject of [...subjects, ...(control === undefined ? [] : [control])]) {
    const text = formatSubject(subject, row.unit, result.measurement);
    const note = subject.note === undefined ? "" : `  ${subject.note}`;
    console.log(`  ${subject.isOurs ? "▸" : " "} ${subject.name.padEnd(30)} ${text}${note}`);
  }
}

function check(row: Row, { measurement }: Result): boolean {
  const { committed, now, result } = compareResults(row, readResult(row), measurement);
  const format = (value: number | undefined) => (value === undefined ? "–" : formatValue(value, row.unit));
  console.log(`  committed ${format(committed)}, now ${format(now)}: ${result}`);
  return result !== "worse";
}

function writePage(): void {
  const all = BENCHES.flatMap(({ rows }) => rows).flatMap((row): Measured[] => {
    const result = readResult(row);
    return result === undefined ? [] : [{ row, result }];
  });
  mkdirSync(fileURLToPath(new URL("performance/", docs)), { recursive: true });
  for (const { row, result } of all) {
    writeFileSync(new URL(`performance/${row.id}.svg`, docs), drawChart(row, result.measurement));
  }
  writeFileSync(new URL("performance.md", docs), writeDocument(all));
}

async function main(): Promise<boolean> {
  const effort: Effort = options.quick || options.check ? "quick" : "full";
  let isGood = true;
  for (const bench of options.document ? [] : BENCHES) {
    const rows = bench.rows.filter(({ id }) => id.includes(options.only));
    if (rows.length === 0) continue;
    const startedAt = performance.now();
    const measured = await measureTwice(bench, effort);
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    console.error(`\nMeasured in ${seconds} s: ${bench.rows.map(({ id }) => id).join(", ")}.`);
    for (const one of measured.filter(({ row }) => rows.includes(row))) {
      print(one);
      if (options.check) isGood = check(one.row, one.result) && isGood;
      else
        isGood =
          (one.result.verdict.status === "reached" || one.result.verdict.status === "reported") && isGood;
      // A row that was not measured keeps its last result.
      if (effort === "full" && one.result.verdict.status !== "not measured") writeResult(one.result);
    }
  }
  if (effort === "full") writePage();
  return isGood;
}

exit((await main()) ? 0 : 1);
