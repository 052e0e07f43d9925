import { wait as platformWait, type Wait } from "../time/wait.ts";
import { withDeadline } from "../time/with-deadline.ts";
import type { AccessToken } from "../token/access-token.ts";
import { TokenError } from "../token/token-error.ts";
import { safely, type TokenEventListener } from "../token/token-event.ts";
import type { TokenRequest, TokenSource } from "../token/token-source.ts";

/** How long to believe in a flight. */
export interface SingleFlightOptions {
  /** How long a flight holds its slot, in milliseconds: longer than all that happens below. Default 45,000. */
  readonly maxFlightMs?: number;
  /** Receives each flight, so that it lands though its caller has left; a Worker passes its `waitUntil`. It never rejects. */
  readonly background?: (flight: Promise<unknown>) => void;
  readonly onEvent?: TokenEventListener;
  readonly now?: () => number;
  readonly wait?: Wait;
}

interface Flight {
  readonly promise: Promise<AccessToken>;
  /** The refused token that it was started with: it has no reason to yield another if it yields this. */
  readonly rejected: AccessToken | undefined;
  readonly startedAt: number;
  landed: boolean;
}

/** What a waiter sees when the slot's life is over. */
const overdue = Symbol("overdue");

/**
 * Concurrent callers share one flight. Most programs want `createTokenManager`.
 *
 * A caller that names a refused token joins, compares, and starts again if the flight yields that very token. A
 * flight whose owner died (a Worker's request that ended) holds nobody for good: each waiter has its own timer,
 * replaces an overdue flight once, then rejects with `timeout`; a flight that the runtime gives up is replaced at once.
 * With `background` it lands. The slot is free before the result is published.
 */
export function singleFlight(source: TokenSource, options: SingleFlightOptions = {}): TokenSource {
  const { maxFlightMs = 45_000, now = () => Date.now(), wait = platformWait } = options;
  const background = safely(options.background);
  const emit = safely(options.onEvent);
  let current: Flight | undefined;

  function release(flight: Flight): void {
    if (current === flight) current = undefined;
  }

  function start({ rejected, minExpiresAt }: TokenRequest): Flight {
    const land = () => {
      flight.landed = true;
      release(flight);
    };
    const flight: Flight = {
      rejected,
      startedAt: now(),
      landed: false,
      promise: source({ rejected, minExpiresAt }).finally(land),
    };
    current = flight;
    background(flight.promise.catch(() => {}));
    return flight;
  }

  /** Waits for a flight; `undefined` where the runtime says that it can never land, since the request that owned it has ended. */
  function board(flight: Flight, signal: AbortSignal | undefined): Promise<AccessToken | undefined> {
    const left = flight.startedAt + maxFlightMs - now();
    const ms = Math.min(maxFlightMs, Math.max(0, left));
    return withDeadline({ timeoutMs: ms, wait, now, signal, onTimeout: () => overdue }, () =>
      flight.promise.catch((error: unknown) => {
        if (flight.landed) throw error;
        return undefined;
      }),
    );
  }

  return async (request: TokenRequest = {}) => {
    request.signal?.throwIfAborted();
    for (let replaced = false; ; ) {
      if (current !== undefined) emit({ type: "joined" });
      const flight = current ?? start(request);
      const token = await board(flight, request.signal).catch((error: unknown) => {
        if (error !== overdue) throw error;
        release(flight);
        if (replaced) throw new TokenError("timeout", `No token within twice ${maxFlightMs} ms`);
        replaced = true;
        return undefined;
      });
      if (token === undefined) {
        release(flight);
      } else if (token.value !== request.rejected?.value || token.value === flight.rejected?.value) {
        return token;
      }
    }
  };
}
