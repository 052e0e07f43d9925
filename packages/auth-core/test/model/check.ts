import { env } from "node:process";
import fc from "fast-check";
import * as policy from "./policy.ts";
import * as promises from "./promises.ts";
import { runScenario } from "./run-scenario.ts";
import { scenarios } from "./scenario.ts";

const PROMISES = [...Object.values(promises), ...Object.values(policy)];

/**
 * Runs random scenarios and checks every promise after each. Throws an error with the smallest
 * scenario that breaks a promise.
 *
 * Every run plays the same scenarios, so that a test run does not fail by chance. To search for
 * others, set `MODEL_SEED` to another number and `MODEL_RUNS` to how many to play. To replay a
 * scenario, set `MODEL_SEED` and `MODEL_PATH` as the error says.
 */
export async function check(runs: number): Promise<void> {
  const { MODEL_SEED: seed = 1, MODEL_PATH: path, MODEL_RUNS: numRuns = runs } = env;
  const property = fc.asyncProperty(scenarios, async (scenario) => {
    const trace = await runScenario(scenario);
    for (const promise of PROMISES) {
      for (const violation of promise(trace)) throw new Error(`${promise.name}: ${violation}`);
    }
  });
  const details = await fc.check(property, {
    numRuns: Number(numRuns),
    seed: Number(seed),
    ...(path !== undefined && { path }),
  });
  if (!details.failed) return;
  const replay = `MODEL_SEED=${details.seed} MODEL_PATH=${details.counterexamplePath ?? "0"}`;
  const report = [
    String(details.errorInstance),
    `Scenario: ${fc.stringify(details.counterexample)}`,
    `To replay: ${replay} npx -y pnpm@12 --filter @wakapay/auth-core test test/model`,
  ];
  throw new Error(report.join("\n\n"));
}
