import { activeAt, type TimeWindow } from "../time/time-window.ts";
import type { AccessToken } from "../token/access-token.ts";

/**
 * A cached token with the times at which its treatment changes, in epoch milliseconds.
 *
 * The window is when the token may be served. Before it, the clock was set back, and nothing is
 * known about the token.
 */
export interface CachedToken extends TimeWindow {
  readonly token: AccessToken;
  /** The token as a settled promise, which all callers share. */
  readonly promise: Promise<AccessToken>;
  /** The token's value as a settled promise, which all callers share. */
  readonly value: Promise<string>;
  /** When background renewal starts. */
  readonly renewAt: number;
  /** When callers start to wait for a renewal. */
  readonly leewayAt: number;
}

/** What `cached` knows. How a cached token is served also depends on the clock. */
export type CacheState =
  | { readonly name: "empty"; readonly cleared?: AccessToken; readonly entry?: undefined }
  | { readonly name: "fresh"; readonly entry: CachedToken }
  /**
   * A renewal runs until it ends, or until the end of the window, after which it counts as lost.
   */
  | { readonly name: "renewing"; readonly entry: CachedToken; readonly window: TimeWindow }
  /** A renewal failed. No other one starts in the background before the end of the window. */
  | { readonly name: "holdOff"; readonly entry: CachedToken; readonly window: TimeWindow };

/** What changes the state. */
export type CacheEvent =
  | { readonly type: "stored"; readonly entry: CachedToken }
  | { readonly type: "cleared" }
  | { readonly type: "renewalStarted"; readonly at: number }
  | { readonly type: "renewalFailed"; readonly entry: CachedToken; readonly at: number; readonly ms: number };

const LONGEST_RENEWAL_MS = 45_000;
const LONGEST_HOLD_OFF_MS = 10_000;

/** Returns the state that follows an event. */
export function nextState(state: CacheState, event: CacheEvent): CacheState {
  const { entry } = state;
  switch (event.type) {
    case "stored":
      return { name: "fresh", entry: event.entry };
    case "cleared":
      return entry === undefined ? state : { name: "empty", cleared: entry.token };
    case "renewalStarted": {
      if (entry === undefined) return state;
      const ms = Math.min(LONGEST_RENEWAL_MS, lifetimeMs(entry.token) / 10);
      return { name: "renewing", entry, window: { from: event.at, until: event.at + ms } };
    }
    case "renewalFailed": {
      const { at, ms } = event;
      // A renewal that ends late does not affect the token that another one has stored.
      if (entry !== event.entry) return state;
      return { name: "holdOff", entry, window: { from: at, until: at + ms } };
    }
  }
}

/** Returns the window of a state that is still active: of a renewal or of a hold-off. */
export function activeState(
  state: CacheState,
  at: number,
): (CacheState & { readonly window: TimeWindow }) | undefined {
  return "window" in state && activeAt(state.window, at) !== undefined ? state : undefined;
}

/** Returns how long no background renewal starts after a failed one. `random` is in [0, 1). */
export function holdOffMs(token: AccessToken, random: number): number {
  return Math.min(LONGEST_HOLD_OFF_MS, lifetimeMs(token) / 10) * (0.5 + 0.5 * random);
}

/** When a token is renewed. */
export interface RenewalTimes {
  readonly leewayMs: number;
  readonly renewAfter: number | readonly [number, number];
}

/** Computes the times of a token that is cached at `at`. `random` is in [0, 1). */
export function cachedToken(
  token: AccessToken,
  { leewayMs, renewAfter }: RenewalTimes,
  at: number,
  random: number,
): CachedToken {
  const lifeMs = lifetimeMs(token);
  const [earliest, latest] = typeof renewAfter === "number" ? [renewAfter, renewAfter] : renewAfter;
  // In thousandths, so that the default range is exactly a tenth of the lifetime wide.
  const spread = (latest * 1_000 - earliest * 1_000) / 1_000;
  const leewayAt = token.expiresAt - Math.min(leewayMs, lifeMs / 10);
  const renewAt = token.expiresAt - Math.floor(lifeMs * (1 - latest + spread * random));
  return {
    token,
    promise: Promise.resolve(token),
    value: Promise.resolve(token.value),
    from: Math.min(token.issuedAt, at),
    until: token.expiresAt,
    renewAt: Math.min(renewAt, leewayAt),
    leewayAt,
  };
}

function lifetimeMs({ issuedAt, expiresAt }: AccessToken): number {
  return expiresAt - issuedAt;
}
