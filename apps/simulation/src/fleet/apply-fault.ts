import type { Machine } from "../network/machine.ts";
import type { StoreServer } from "../network/store-server.ts";
import type { WakaPay } from "../network/wakapay.ts";
import type { Fault } from "../scenario/fault.ts";
import type { Random } from "../time/random.ts";
import type { VirtualTime } from "../time/virtual-time.ts";
import { type Fleet, SECRETS } from "./fleet.ts";
import type { GatewayFleet } from "./gateway-fleet.ts";

/** What faults act on. */
export interface Targets {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly clients: number;
  readonly fleet: Fleet;
  readonly wakapay: WakaPay;
  readonly store: StoreServer | undefined;
  readonly gateway: GatewayFleet | undefined;
}

const MINUTE = 60_000;
const UP = { kind: "up" } as const;

/** Applies a fault now, and ends it after its duration. */
export function applyFault(fault: Fault, targets: Targets): void {
  const { time, fleet, wakapay, store, gateway } = targets;
  const brokers = gateway?.brokers ?? [];

  function forShare(share: number, work: (machine: Machine) => void): void {
    for (const place of placesOf(share, targets)) work(fleet.client(place).machine);
  }

  /** For faults with a state, which ends with the fault. */
  function during(durationMs: number, set: (isFailing: boolean) => void): void {
    set(true);
    time.at(time.now() + durationMs, () => set(false));
  }

  switch (fault.kind) {
    case "endpoint":
      during(fault.durationMs, (isFailing) => wakapay.setEndpoint(isFailing ? fault.endpoint : UP));
      break;
    case "store":
      during(fault.durationMs, (isFailing) => store?.setState(isFailing ? fault.state : UP));
      break;
    case "flush":
      store?.flush();
      break;
    case "broker":
      during(fault.durationMs, (isFailing) => {
        for (const broker of brokers) broker.setState(isFailing ? fault.state : UP);
      });
      break;
    case "brokerReset":
      for (const broker of brokers) broker.reset();
      break;
    case "brokerFreeze":
      for (const broker of brokers) broker.freeze(fault.durationMs);
      break;
    case "freeze":
      forShare(fault.share, (machine) => machine.freeze(fault.durationMs));
      break;
    case "kill":
      forShare(fault.share, (machine) => machine.kill());
      break;
    case "step":
      forShare(fault.share, (machine) => machine.step(fault.ms));
      break;
    case "revocation":
      wakapay.revokeAll();
      break;
    case "rotation":
      rotate(fault, targets);
  }
}

/** Deploys the new secret place by place, and ends the old one before or after. */
function rotate(
  { isPlanned, durationMs, at }: Fault & { readonly kind: "rotation" },
  { time, random, clients, fleet, wakapay }: Targets,
): void {
  const [current, next] = SECRETS;
  const shares = Array.from({ length: clients }, (_, place) => (place === 0 ? 0 : random.next()));
  wakapay.accept(next);
  fleet.deploy(next, (place) => at + (shares[place] ?? 1) * durationMs);
  time.at(at + (isPlanned ? durationMs + MINUTE : 0), () => wakapay.reject(current));
}

/** Returns neighbors: one at least. */
function placesOf(share: number, { random, clients }: Targets): readonly number[] {
  const first = random.integer(0, clients - 1);
  const count = Math.max(1, Math.round(clients * share));
  return Array.from({ length: count }, (_, offset) => (first + offset) % clients);
}
