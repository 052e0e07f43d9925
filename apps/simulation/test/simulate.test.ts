import { expect, test } from "vitest";
import { randomScenario } from "../src/scenario/random-scenario.ts";
import { simulate } from "../src/simulate.ts";
import { checkSeeds } from "./check-seeds.ts";

test("breaks no promise in twelve days with faults of every kind", () => checkSeeds(1, 12));

test("replays a seed exactly", async () => {
  const scenario = randomScenario(7);
  const { fingerprint } = await simulate(scenario);
  expect((await simulate(scenario)).fingerprint).toBe(fingerprint);
  expect((await simulate(randomScenario(8))).fingerprint).not.toBe(fingerprint);
});
