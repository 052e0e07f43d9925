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

test("makes the exchanges of two processes at most if the endpoint hangs", async () => {
  const [single = 0, fleet = 0] = await Promise.all([1, 20].map(countExchanges));
  expect(fleet).toBeLessThanOrEqual(2 * single);

  async function countExchanges(clients: number): Promise<number> {
    const steady = steadyScenario("shared", clients, { hours: 0.2, callMs: 10_000, busyMs: 10_000 });
    const hanging = { kind: "endpoint", endpoint: { kind: "hanging" }, durationMs: 700_000 } as const;
    const { exchanges } = await simulate({ ...steady, faults: [{ ...hanging, at: steady.startsAt }] });
    return exchanges;
  }
});

test("keeps the broker's alarm from repeating after the storage failed", () => checkSeeds(574, 574));
