import type { Arrangement, Scenario } from "./scenario.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const LOCATIONS = 300;

/** Returns a scenario without faults. Isolates live for an hour on average, in 300 locations. */
export function steadyScenario(
  arrangement: Arrangement,
  clients: number,
  changes: Partial<Scenario> = {},
): Scenario {
  return {
    seed: 1,
    arrangement,
    clients,
    locations: LOCATIONS,
    brokers: 1,
    churnMs: arrangement === "gateway" ? HOUR : Number.POSITIVE_INFINITY,
    startsAt: 1_800_000_000_000,
    hours: 24,
    startMs: MINUTE,
    lifeMs: HOUR,
    singleLiveToken: false,
    callMs: HOUR,
    busyMs: SECOND,
    latencyMs: 0,
    clockMs: SECOND,
    faults: [],
    ...changes,
  };
}
