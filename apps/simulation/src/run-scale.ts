import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { argv, stdout } from "node:process";
import { fileURLToPath } from "node:url";
import type { Row } from "./report/row.ts";
import { outageScenarios, SIZES } from "./report/sizes.ts";
import type { Arrangement, Scenario } from "./scenario/scenario.ts";
import { steadyScenario } from "./scenario/steady-scenario.ts";
import { simulate } from "./simulate.ts";

const RESULTS = fileURLToPath(new URL("../results/", import.meta.url).href);
const ARRANGEMENTS: readonly Arrangement[] = ["alone", "shared", "gateway"];

/** Runs every size of an arrangement, and the outages, and writes the results as JSON. */
for (const arrangement of ARRANGEMENTS.filter((name) => argv.length < 3 || argv.includes(name))) {
  const rows: Row[] = [];
  for (const { name, clients, ...changes } of SIZES[arrangement]) {
    rows.push(await run(name, steadyScenario(arrangement, clients, changes)));
  }
  for (const [name, scenario] of outageScenarios(arrangement)) rows.push(await run(name, scenario));
  await mkdir(RESULTS, { recursive: true });
  await writeFile(join(RESULTS, `${arrangement}.json`), `${JSON.stringify(rows, undefined, 2)}\n`);
}

async function run(name: string, scenario: Scenario): Promise<Row> {
  const report = await simulate(scenario);
  const { calls, waited, failed, largestBurst, broker, violations } = report;
  if (violations.length > 0 && name === "steady") throw new Error(JSON.stringify(violations[0]));
  const { arrangement, clients, hours, brokers } = scenario;
  // The first hour is a cold start.
  const perHour = report.exchangesPerHour.slice(hours > 1 ? 1 : 0, Math.ceil(hours));
  const row = {
    name,
    arrangement,
    clients,
    hours,
    brokers,
    exchangesPerHour: perHour.reduce((sum, count) => sum + count, 0) / perHour.length,
    busiestHour: Math.max(...perHour),
    largestBurst,
    failedExchanges: report.failedExchanges,
    calls,
    waited,
    failed: Object.values(failed).reduce((sum, count) => sum + count, 0),
    storeOperationsPerHour: report.storeOperations / hours,
    brokerRequestsPerHour: broker.requests / hours,
    busiestSecond: broker.busiestSecond,
    longestQueueMs: broker.longestQueueMs,
  };
  stdout.write(`${JSON.stringify(row)}\n`);
  return row;
}
