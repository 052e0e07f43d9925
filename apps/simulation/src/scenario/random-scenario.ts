import { createRandom } from "../time/random.ts";
import { planFaults } from "./plan-faults.ts";
import type { Arrangement, Scenario } from "./scenario.ts";

const STARTS_AT = 1_800_000_000_000;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How many calls a random scenario makes, about. */
const CALLS = 1_500;

/** Returns the scenario of a seed. */
export function randomScenario(seed: number): Scenario {
  const random = createRandom(seed);
  const arrangement = random.pick<Arrangement>(["alone", "shared", "shared", "gateway"]);
  const hours = 24;
  const lifeMs = random.pick([HOUR, HOUR, 10 * MINUTE]);
  const most = { alone: 10, shared: 60, gateway: 60 }[arrangement];
  const clients = Math.round(random.logarithmic(1, most));
  const startsAt = STARTS_AT;
  const until = startsAt + hours * HOUR;
  const count = random.integer(0, 16);
  return {
    seed,
    arrangement,
    clients,
    locations: random.integer(1, 10),
    brokers: 1,
    churnMs:
      arrangement === "gateway" ? random.pick([10 * MINUTE, HOUR, 10 * HOUR]) : Number.POSITIVE_INFINITY,
    startsAt,
    hours,
    startMs: MINUTE,
    lifeMs,
    singleLiveToken: random.chance(0.25),
    callMs: (clients * hours * HOUR) / CALLS,
    busyMs: (clients * hours * HOUR) / CALLS / 4,
    latencyMs: random.pick([10, 50, 300]),
    clockMs: random.pick([0, SECOND, MINUTE]),
    faults: planFaults(random, { arrangement, count, from: startsAt, until, lifeMs }),
  };
}
