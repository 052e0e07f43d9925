import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { drawLineChart } from "./report/line-chart.ts";
import type { Row } from "./report/row.ts";
import { insertTables, scaleTables } from "./report/scale-tables.ts";
import type { Arrangement } from "./scenario/scenario.ts";

const ARRANGEMENTS: readonly Arrangement[] = ["alone", "shared", "gateway"];
const DOCUMENT = pathOf("../../../docs/scale.md");
/** Cloudflare's documented limit for one Durable Object. */
const REQUESTS_PER_SECOND = 1_000;

const rows = (await Promise.all(ARRANGEMENTS.map(readRows))).flat();
await writeFile(DOCUMENT, insertTables(await readFile(DOCUMENT, "utf8"), scaleTables(rows)));
await writeFile(
  pathOf("../../../docs/scale/exchanges.svg"),
  drawLineChart({
    title: "Exchanges per hour",
    xLabel: "processes or isolates",
    series: [
      { name: "gateway", points: pointsOf("steady", "gateway", "exchangesPerHour") },
      { name: "with a store", points: pointsOf("steady", "shared", "exchangesPerHour") },
      { name: "each on its own", points: pointsOf("steady", "alone", "exchangesPerHour") },
    ],
  }),
);
await writeFile(
  pathOf("../../../docs/scale/broker.svg"),
  drawLineChart({
    title: "Requests to the broker in the busiest second",
    xLabel: "isolates",
    series: [
      { name: "steady", points: pointsOf("steady", "gateway", "busiestSecond") },
      { name: "deployment", points: pointsOf("deployment", "gateway", "busiestSecond") },
    ],
    limit: { name: "Cloudflare's soft limit", y: REQUESTS_PER_SECOND },
  }),
);

/** Returns a figure by the number of clients. */
function pointsOf(
  name: Row["name"],
  arrangement: Arrangement,
  figure: "exchangesPerHour" | "busiestSecond",
): readonly (readonly [number, number])[] {
  const own = rows.filter((row) => row.name === name && row.arrangement === arrangement && row.brokers === 1);
  return own.map((row) => [row.clients, row[figure]] as const);
}

async function readRows(arrangement: Arrangement): Promise<readonly Row[]> {
  return JSON.parse(await readFile(pathOf(`../results/${arrangement}.json`), "utf8"));
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url).href);
}
