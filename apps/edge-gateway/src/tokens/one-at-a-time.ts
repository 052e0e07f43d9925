import { TokenError, type TokenSource } from "@wakapay/auth-core";

/**
 * Lets one request of the isolate through at a time, and refuses the others with `unavailable` until it is done.
 *
 * It holds a time and no promise, since requests of a Worker must not wait for each other; a holder that died is forgotten
 * after `holdMs`.
 */
export function oneAtATime(source: TokenSource, holdMs: number, now: () => number = Date.now): TokenSource {
  let heldUntil = 0;
  return async (request) => {
    const at = now();
    if (at < heldUntil && heldUntil <= at + holdMs) {
      throw new TokenError("unavailable", "Another request asks WakaPay already", { retryAfterMs: 1_000 });
    }
    heldUntil = at + holdMs;
    try {
      return await source(request);
    } finally {
      heldUntil = 0;
    }
  };
}
