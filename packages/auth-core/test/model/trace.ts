import type { AccessToken } from "../../src/index.ts";
import type { Client, Passage } from "./client.ts";
import type { FakeApi } from "./fake-api.ts";
import type { Timeline } from "./timeline.ts";

/** One caller's question, and what became of it. */
export interface Call {
  readonly client: Client;
  readonly startedAt: number;
  /** The token that the caller named, if any. */
  readonly rejected?: AccessToken | undefined;
  /** The caller's own reason for leaving, if it has a signal. */
  readonly reason?: unknown;
  /** Set for a call of the business API: its body cannot be sent again. */
  readonly oneShot?: boolean;
  settledAt?: number;
  /** What the wall clock read when it settled. */
  wall?: number;
  token?: AccessToken;
  response?: Response;
  error?: unknown;
}

/** Everything that is known of a run when it is over. */
export interface Trace {
  readonly clock: Timeline;
  readonly api: FakeApi;
  /** The processes of the fleet. */
  readonly clients: readonly Client[];
  readonly calls: readonly Call[];
  /** When `clear` was called, whoever did. */
  readonly clears: readonly number[];
  /** Whether the fleet's store, if there is one, was well all the time. */
  readonly storeWasWell: boolean;
  /** Keys and secrets that were in use. */
  readonly secrets: readonly string[];
}

/** Whether the wall clock was stepped between two moments, or so shortly before that waiters of then still wait. */
export function isStepped({ clock, clients }: Trace, from: number, to: number): boolean {
  const maxFlightMs = Math.max(...clients.map((client) => client.maxFlightMs));
  return clock.steps.some(({ at }) => at >= from - 2 * maxFlightMs && at <= to);
}

/** Returns whether a flight counts as lost at `moment`. A stepped wall clock may end the wait early. */
export function isSlotOver(
  { clock }: Trace,
  { maxFlightMs, flights }: Client,
  flight: Passage,
  moment: number,
): boolean {
  // A caller that joined a flight which returned its rejected token waits for the next one with the time left.
  const before = flights.find(({ endedAt }) => endedAt !== undefined && endedAt === flight.startedAt);
  if (moment >= (before ?? flight).startedAt + maxFlightMs) return true;
  return clock.steps.some(({ at }) => at >= flight.startedAt && at <= moment);
}
