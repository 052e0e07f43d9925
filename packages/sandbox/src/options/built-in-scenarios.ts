import type { Scenario } from "./scenario.ts";

/** The name of a built-in scenario. */
export type ScenarioName =
  | "calm"
  | "expiring"
  | "flaky-exchange"
  | "revoked-midway"
  | "single-live-token"
  | "slow";

/** The scenarios that can be given by name. */
export const builtInScenarios: Readonly<Record<ScenarioName, Scenario>> = {
  calm: {
    name: "calm",
    description: "No faults.",
  },
  expiring: {
    name: "expiring",
    description: "Tokens that expire after five seconds.",
    settings: { lifetimeSeconds: 5 },
  },
  "flaky-exchange": {
    name: "flaky-exchange",
    description: "Of four exchanges, one gets a 503, one a closed connection, and one a 429.",
    faults: [
      { status: 503, times: 1, repeat: true },
      { hangUp: true, times: 1, repeat: true },
      { skip: 1, status: 429, retryAfter: 1, times: 1, repeat: true },
    ],
  },
  "revoked-midway": {
    name: "revoked-midway",
    description: "All tokens are revoked once, before the fourth call.",
    faults: [{ route: "business", skip: 3, revoke: true, times: 1 }],
  },
  "single-live-token": {
    name: "single-live-token",
    description: "A new token revokes the earlier tokens of its account.",
    settings: { singleLiveToken: true },
  },
  slow: {
    name: "slow",
    description: "Every response takes two seconds.",
    faults: [{ delayMs: 2000 }, { route: "business", delayMs: 2000 }],
  },
};

/** The names of the built-in scenarios. */
export const scenarioNames: readonly string[] = Object.keys(builtInScenarios);

/** Returns whether a value is the name of a built-in scenario. */
export function isScenarioName(value: unknown): value is ScenarioName {
  return typeof value === "string" && scenarioNames.includes(value);
}
