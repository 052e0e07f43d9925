import { env } from "node:process";
import fc from "fast-check";
import { play } from "./play.ts";
import * as policy from "./policy.ts";
import * as promises from "./promises.ts";
import { scenarios } from "./scenario.ts";

const PROMISES = [...Object.values(promises), ...Object.values(policy)];

/**
 * Plays so many random scenarios and checks every promise after each. What breaks one is made as small as can be, and
 * told with the seed and the path that replay it: `MODEL_SEED`, `MODEL_PATH`; `MODEL_RUNS` takes the place of `runs`.
 */
export async function check(runs: number): Promise<void> {
  const { MODEL_SEED: seed, MODEL_PATH: path, MODEL_RUNS: numRuns = runs } = env;
  const property = fc.asyncProperty(scenarios, async (scenario) => {
    const trace = await play(scenario);
    for (const promise of PROMISES) {
      for (const broken of promise(trace)) throw new Error(`${promise.name}: ${broken}`);
    }
  });
  const details = await fc.check(property, {
    numRuns: Number(numRuns),
    ...(seed !== undefined && { seed: Number(seed) }),
    ...(path !== undefined && { path }),
  });
  if (!details.failed) return;
  const replay = `MODEL_SEED=${details.seed} MODEL_PATH=${details.counterexamplePath ?? "0"}`;
  const report = [
    String(details.errorInstance),
    `It took: ${fc.stringify(details.counterexample)}`,
    `To replay: ${replay} pnpm --filter @wakapay/auth-core test test/model`,
  ];
  throw new Error(report.join("\n\n"));
}
