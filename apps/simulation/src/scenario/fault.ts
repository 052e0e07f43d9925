import type { BrokerServerState } from "../network/broker-server.ts";
import type { StoreState } from "../network/store-server.ts";
import type { Endpoint } from "../network/wakapay.ts";

/** What goes wrong. Durations are milliseconds, and `share` is the part of the clients affected. */
export type Effect =
  | { readonly kind: "endpoint"; readonly endpoint: Endpoint; readonly durationMs: number }
  | { readonly kind: "store"; readonly state: StoreState; readonly durationMs: number }
  | { readonly kind: "flush" }
  | { readonly kind: "broker"; readonly state: BrokerServerState; readonly durationMs: number }
  | { readonly kind: "brokerReset" }
  | { readonly kind: "brokerFreeze"; readonly durationMs: number }
  | { readonly kind: "freeze"; readonly share: number; readonly durationMs: number }
  | { readonly kind: "kill"; readonly share: number }
  | { readonly kind: "step"; readonly share: number; readonly ms: number }
  | { readonly kind: "revocation" }
  /** The new secret is deployed over `durationMs`, before or after the old one is rejected. */
  | { readonly kind: "rotation"; readonly isPlanned: boolean; readonly durationMs: number };

/** A fault and its time, in epoch milliseconds. */
export type Fault = Effect & { readonly at: number };

/** Returns when a fault ends. Faults without a duration end at once. */
export function endOf(fault: Fault): number {
  return fault.at + ("durationMs" in fault ? fault.durationMs : 0);
}
