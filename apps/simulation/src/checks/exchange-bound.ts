import { endOf, type Fault } from "../scenario/fault.ts";
import type { Scenario } from "../scenario/scenario.ts";

const SECOND = 1_000;
const HOUR = 3_600_000;
/** The attempts of one acquisition. */
const ATTEMPTS = 4;
/** The longest cooldown after failures, and the number of shorter ones before it. */
const COOLDOWN_MS = 30 * SECOND;
const RAMP = 6;
/** How long a failure of the store or the broker affects exchanges after its end. */
const AFTERMATH_MS = 120 * SECOND;

/**
 * Creates the check that exchanges stay under the policy's bound. It receives the time of each
 * exchange, and returns the excess in the hour before, if there is one.
 *
 * In an hour, a party makes one exchange for each renewal, and one for each revocation. If the
 * endpoint fails, it makes up to four for each cooldown. A fleet that shares its token is one
 * party. While the store or the broker fails, each client is a party.
 */
export function createExchangeBound(scenario: Scenario): (at: number) => string | undefined {
  const arrivals: number[] = [];
  let first = 0;
  return (at) => {
    arrivals.push(at);
    while ((arrivals[first] ?? at) <= at - HOUR) first++;
    const count = arrivals.length - first;
    const limit = limitOf(scenario, at - HOUR, at);
    return count > limit ? `${count} exchanges in an hour, at most ${limit} expected` : undefined;
  };
}

function limitOf(scenario: Scenario, from: number, to: number): number {
  const { lifeMs, clients, arrangement, singleLiveToken, churnMs, faults } = scenario;
  const isAlone =
    arrangement === "alone" ||
    faults.some((fault) => isSharingFault(fault) && overlapMs(fault, from, to, AFTERMATH_MS) > 0);
  const replaced = arrangement === "gateway" && isAlone ? Math.ceil((clients * HOUR) / churnMs) * 2 : 0;
  const parties = isAlone ? clients + replaced : 1;
  const renewals = Math.floor((to - from) / (0.65 * lifeMs)) + 1;
  // Parties invalidate each other's tokens, and wait for longer and longer intervals.
  const invalidated = singleLiveToken && parties > 1 ? 6 + (to - from) / COOLDOWN_MS : 0;
  const disturbances = faults.reduce((sum, fault) => sum + exchangesFor(fault, from, to, lifeMs), 0);
  return Math.ceil(parties * (renewals + invalidated + disturbances)) + ATTEMPTS;
}

function isSharingFault({ kind }: Fault): boolean {
  return ["store", "broker", "flush", "kill", "freeze", "brokerFreeze", "brokerReset"].includes(kind);
}

/** Returns how many exchanges a fault may cost one party. */
function exchangesFor(fault: Fault, from: number, to: number, lifeMs: number): number {
  const ms = overlapMs(fault, from, to, AFTERMATH_MS);
  if (ms === 0) return 0;
  if (fault.kind === "endpoint") {
    const { endpoint } = fault;
    // The endpoint says itself how often it accepts an exchange.
    const retryAfterSeconds = endpoint.kind === "status" ? endpoint.retryAfterSeconds : undefined;
    if (retryAfterSeconds !== undefined) return ATTEMPTS * RAMP + ms / (retryAfterSeconds * SECOND);
    return ATTEMPTS * (RAMP + ms / COOLDOWN_MS);
  }
  if (fault.kind === "rotation") return 2 + ms / (60 * SECOND);
  if (fault.kind === "step") return 1 + Math.abs(fault.ms) / lifeMs;
  return 1;
}

function overlapMs(fault: Fault, from: number, to: number, aftermathMs: number): number {
  return Math.max(0, Math.min(to, endOf(fault) + aftermathMs) - Math.max(from, fault.at));
}
