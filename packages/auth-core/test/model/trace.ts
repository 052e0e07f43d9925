import type { AccessToken } from "../../src/index.ts";
import type { Client, Passage } from "./client.ts";
import type { FakeApi } from "./fake-api.ts";
import type { Timeline } from "./timeline.ts";

/** A call and its result. */
export interface Call {
  readonly client: Client;
  readonly startedAt: number;
  /** The token that the caller passed as rejected. */
  readonly rejected?: AccessToken | undefined;
  /** The reason of the caller's signal. */
  readonly reason?: unknown;
  /** Whether the body cannot be resent. Set for calls of the business API. */
  readonly oneShot?: boolean;
  settledAt?: number;
  /** The wall clock when the call settled. */
  wall?: number;
  token?: AccessToken;
  response?: Response;
  error?: unknown;
}

/** The record of a run. */
export interface Trace {
  readonly clock: Timeline;
  readonly api: FakeApi;
  /** The processes of the fleet. */
  readonly clients: readonly Client[];
  readonly calls: readonly Call[];
  /** When `clear` was called, in elapsed milliseconds. */
  readonly clears: readonly number[];
  /** Whether the fleet's store was healthy during the whole run. */
  readonly wasStoreHealthy: boolean;
  /** The keys and secrets that were in use. */
  readonly secrets: readonly string[];
}

/**
 * Returns whether the wall clock was set between two times, or so shortly before that callers still
 * wait.
 */
export function isStepped({ clock, clients }: Trace, from: number, to: number): boolean {
  const maxFlightMs = Math.max(...clients.map((client) => client.maxFlightMs));
  return clock.steps.some(({ at }) => at >= from - 2 * maxFlightMs && at <= to);
}

/**
 * Returns whether a flight counts as lost at `moment`. A stepped wall clock may end the wait early.
 */
export function isFlightLost(
  { clock }: Trace,
  { maxFlightMs, flights }: Client,
  flight: Passage,
  moment: number,
): boolean {
  // A caller that joined a flight which returned its rejected token waits for the next one with the
  // time left.
  const before = flights.find(({ endedAt }) => endedAt !== undefined && endedAt === flight.startedAt);
  if (moment >= (before ?? flight).startedAt + maxFlightMs) return true;
  return clock.steps.some(({ at }) => at >= flight.startedAt && at <= moment);
}
