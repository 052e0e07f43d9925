import { argv, stdout } from "node:process";
import { inspect } from "node:util";
import { randomScenario } from "./scenario/random-scenario.ts";
import { simulate } from "./simulate.ts";

/** Prints the report of each seed that the command line names. */
for (const seed of argv.slice(2)) {
  const report = await simulate(randomScenario(Number(seed)));
  stdout.write(`${inspect(report, { depth: 4 })}\n`);
}
