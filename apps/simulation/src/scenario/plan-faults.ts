import type { Endpoint } from "../network/wakapay.ts";
import type { Random } from "../time/random.ts";
import { type Effect, endOf, type Fault } from "./fault.ts";
import type { Arrangement } from "./scenario.ts";

/** Options of {@link planFaults}. */
export interface PlanOptions {
  readonly arrangement: Arrangement;
  readonly count: number;
  readonly from: number;
  readonly until: number;
  readonly lifeMs: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Plans random faults of every kind. They may overlap, and all end before `until`. */
export function planFaults(random: Random, options: PlanOptions): readonly Fault[] {
  const { arrangement, count, from, until, lifeMs } = options;
  const longestMs = Math.min(1.5 * lifeMs, (until - from) / 4);

  function duration(): number {
    return Math.ceil(random.logarithmic(SECOND, longestMs));
  }

  function endpointFault(): Effect {
    const retryAfterSeconds = random.integer(1, 120);
    const endpoint = random.pick<() => Endpoint>([
      () => ({ kind: "down" }),
      () => ({ kind: "hanging" }),
      () => ({ kind: "malformed" }),
      () => ({ kind: "slow", ms: Math.ceil(random.logarithmic(500, 40 * SECOND)) }),
      () => ({ kind: "status", status: random.pick<500 | 503>([500, 503]) }),
      () => ({ kind: "status", status: 429 }),
      () => ({ kind: "status", status: random.pick<429 | 503>([429, 503]), retryAfterSeconds }),
    ])();
    return { kind: "endpoint", endpoint, durationMs: duration() };
  }

  function sharingFault(): Effect {
    const durationMs = duration();
    if (arrangement === "gateway") {
      return random.pick<() => Effect>([
        () => ({ kind: "brokerReset" }),
        () => ({ kind: "brokerFreeze", durationMs: Math.min(durationMs, MINUTE) }),
        () => ({ kind: "broker", state: { kind: "down" }, durationMs }),
        () => ({ kind: "broker", state: { kind: "hanging" }, durationMs }),
        () => ({ kind: "broker", state: { kind: "split" }, durationMs }),
        () => ({ kind: "broker", state: { kind: "storageFailing" }, durationMs }),
      ])();
    }
    return random.pick<() => Effect>([
      () => ({ kind: "flush" }),
      () => ({ kind: "store", state: { kind: "down" }, durationMs }),
      () => ({ kind: "store", state: { kind: "hanging" }, durationMs }),
      () => ({ kind: "store", state: { kind: "split" }, durationMs }),
      () => ({ kind: "store", state: { kind: "slow", ms: random.integer(50, 2_000) }, durationMs }),
    ])();
  }

  function clientFault(): Effect {
    const share = random.pick([0.01, 0.1, 0.5, 1]);
    return random.pick<() => Effect>([
      () => ({ kind: "freeze", share, durationMs: duration() }),
      () => ({ kind: "kill", share }),
      () => ({ kind: "step", share, ms: random.integer(-5_000, 5_000) }),
    ])();
  }

  function effect(): Effect {
    const choice = random.next();
    if (choice < 0.35) return endpointFault();
    if (choice < 0.6 && arrangement !== "alone") return sharingFault();
    if (choice < 0.8) return clientFault();
    if (choice < 0.94) return { kind: "revocation" };
    return { kind: "rotation", isPlanned: random.chance(0.7), durationMs: 10 * MINUTE };
  }

  const faults: Fault[] = [];
  /** Several faults often happen together. */
  let together = from;
  while (faults.length < count) {
    if (random.chance(0.5)) together = random.integer(from, until);
    const fault = { at: together + random.integer(0, MINUTE), ...effect() };
    const isSecondRotation = fault.kind === "rotation" && faults.some(({ kind }) => kind === "rotation");
    if (!isSecondRotation) faults.push(endOf(fault) < until ? fault : { at: fault.at, kind: "revocation" });
  }
  return faults.sort((one, other) => one.at - other.at);
}
