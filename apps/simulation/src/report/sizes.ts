import type { Endpoint } from "../network/wakapay.ts";
import type { Arrangement, Scenario } from "../scenario/scenario.ts";
import { steadyScenario } from "../scenario/steady-scenario.ts";

/** A fleet without faults. */
interface Size extends Pick<Scenario, "clients" | "hours"> {
  readonly name: "steady" | "deployment";
  readonly startMs?: number;
  readonly brokers?: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const PROCESSES: readonly Size[] = [
  ...[1, 10, 100, 1_000].map((clients) => ({ name: "steady" as const, clients, hours: 24 })),
  { name: "steady", clients: 10_000, hours: 3 },
];

/** The fleets of the document. The largest ones run for less than a day, which would take hours. */
export const SIZES: Readonly<Record<Arrangement, readonly Size[]>> = {
  alone: PROCESSES,
  shared: PROCESSES,
  gateway: [
    { name: "steady", clients: 300, hours: 24, startMs: 40 * MINUTE },
    { name: "steady", clients: 3_000, hours: 24, startMs: 40 * MINUTE },
    { name: "deployment", clients: 300, hours: 0.1 },
    { name: "deployment", clients: 3_000, hours: 0.1 },
    { name: "deployment", clients: 30_000, hours: 0.1 },
    { name: "deployment", clients: 100_000, hours: 0.1 },
    { name: "deployment", clients: 100_000, hours: 0.1, brokers: 4 },
    { name: "steady", clients: 30_000, hours: 3, startMs: 40 * MINUTE },
    { name: "steady", clients: 100_000, hours: 1, startMs: 40 * MINUTE },
    { name: "steady", clients: 300_000, hours: 1, startMs: 40 * MINUTE },
  ],
};

/** How often the clients of an outage call. */
const CALL_MS = 20_000;

const OUTAGES: readonly (readonly [string, Endpoint])[] = [
  ["refuses connections", { kind: "down" }],
  ["returns 503", { kind: "status", status: 503 }],
  ["hangs", { kind: "hanging" }],
];

/** Returns the scenarios of an endpoint that fails for an hour, until after the token's expiry. */
export function outageScenarios(arrangement: Arrangement): readonly (readonly [string, Scenario])[] {
  return OUTAGES.map(([name, endpoint]) => {
    const scenario = steadyScenario(arrangement, 100, { hours: 2, callMs: CALL_MS, busyMs: CALL_MS });
    const at = scenario.startsAt + 0.5 * HOUR;
    return [name, { ...scenario, faults: [{ kind: "endpoint", endpoint, durationMs: HOUR, at }] }];
  });
}
