import process, { argv, stdout } from "node:process";
import { inspect } from "node:util";
import { randomScenario } from "./scenario/random-scenario.ts";
import { simulate } from "./simulate.ts";

const args = argv.slice(2);
const isJson = args.includes("--json");
const seeds = args.filter((arg) => arg !== "--json").map(Number);
const reports = [];

/** Simulates each seed that the command line names, and exits with 1 if a promise is broken. */
for (const seed of seeds) {
  const report = await simulate(randomScenario(seed));
  reports.push(report);
  if (!isJson) stdout.write(`${inspect(report, { depth: 4 })}\n`);
  if (report.violations.length > 0) process.exitCode = 1;
}
if (isJson) stdout.write(`${JSON.stringify(reports)}\n`);
