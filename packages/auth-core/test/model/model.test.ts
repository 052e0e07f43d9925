import { env } from "node:process";
import fc from "fast-check";
import { it } from "vitest";
import { play } from "./play.ts";
import * as policy from "./policy.ts";
import * as promises from "./promises.ts";
import { scenarios } from "./scenario.ts";

const PROMISES = [...Object.values(promises), ...Object.values(policy)];

it("whatever happens, in whatever order, every promise is kept", { timeout: 600_000 }, async () => {
  const seed = env.MODEL_SEED === undefined ? {} : { seed: Number(env.MODEL_SEED) };
  const path = env.MODEL_PATH === undefined ? {} : { path: env.MODEL_PATH };
  const property = fc.asyncProperty(scenarios, async (scenario) => {
    const trace = await play(scenario);
    for (const promise of PROMISES) {
      for (const broken of promise(trace)) throw new Error(`${promise.name}: ${broken}`);
    }
  });
  const details = await fc.check(property, { numRuns: Number(env.MODEL_RUNS ?? 1_000), ...seed, ...path });
  if (!details.failed) return;
  const replay = `MODEL_SEED=${details.seed} MODEL_PATH=${details.counterexamplePath ?? "0"}`;
  const report = [
    String(details.errorInstance),
    `It took: ${fc.stringify(details.counterexample)}`,
    `To replay: ${replay} pnpm --filter @wakapay/auth-core test test/model`,
  ];
  throw new Error(report.join("\n\n"));
});
