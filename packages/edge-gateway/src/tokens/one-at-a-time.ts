import { TokenError, type TokenSource } from "@wakapay/auth-core";

/**
 * Lets one request of the isolate through at a time. Others reject with code `unavailable` and a
 * `retryAfterMs` of 1 second.
 *
 * This layer remembers a time and not a promise, because requests of a Worker must not wait for
 * each other. A request that never ends is ignored after `maxMs`.
 */
export function oneAtATime(source: TokenSource, maxMs: number, now: () => number = Date.now): TokenSource {
  let busyUntil = 0;
  return async (request) => {
    const at = now();
    if (at < busyUntil && busyUntil <= at + maxMs) {
      throw new TokenError("unavailable", "Another request is already getting a token.", {
        retryAfterMs: 1_000,
      });
    }
    busyUntil = at + maxMs;
    try {
      return await source(request);
    } finally {
      busyUntil = 0;
    }
  };
}
