import { expect, test } from "vitest";
import { randomScenario } from "../src/scenario/random-scenario.ts";
import { steadyScenario } from "../src/scenario/steady-scenario.ts";
import { simulate } from "../src/simulate.ts";
import { checkSeeds } from "./check-seeds.ts";

test("breaks no promise in eight days with faults of every kind", () => checkSeeds(1, 8));

test("replays a seed exactly", async () => {
  const scenario = randomScenario(8);
  const { fingerprint } = await simulate(scenario);
  expect((await simulate(scenario)).fingerprint).toBe(fingerprint);
  expect((await simulate(randomScenario(9))).fingerprint).not.toBe(fingerprint);
});

test("spreads the renewals of isolates, which all have the same token", async () => {
  const scenario = steadyScenario("gateway", 1_000, { hours: 1 });
  const { broker, exchanges } = await simulate(scenario);
  expect(exchanges).toBe(2);
  // The isolates start within one minute, and renew within twelve minutes.
  expect(broker.busiestSecond).toBeLessThan(40);
});
