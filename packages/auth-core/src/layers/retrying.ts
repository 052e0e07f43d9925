import { wait as platformWait, type Wait } from "../time/wait.ts";
import { withDeadline } from "../time/with-deadline.ts";
import type { AccessToken } from "../token/access-token.ts";
import { TokenError } from "../token/token-error.ts";
import type { TokenSource } from "../token/token-source.ts";

/** How often and how long to try. */
export interface RetryingOptions {
  /** How long all attempts together may take, in milliseconds. Default 30,000. */
  readonly deadlineMs?: number;
  /** How many attempts there are at most, the first included. Default 4. */
  readonly attempts?: number;
  readonly now?: () => number;
  readonly random?: () => number;
  readonly wait?: Wait;
}

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 5_000;

/**
 * Asks again after network faults, timeouts, 429 and 5xx, with full jitter, inside one deadline.
 *
 * `Retry-After` is a floor for the delay: where it exceeds what the deadline leaves, the call fails at once with
 * `retryAfterMs`. Everything else, and the last fault, passes through. Most programs want `createTokenManager`.
 */
export function retrying(source: TokenSource, options: RetryingOptions = {}): TokenSource {
  const {
    deadlineMs = 30_000,
    attempts = 4,
    now = () => Date.now(),
    random = Math.random,
    wait = platformWait,
  } = options;
  const late = () => new TokenError("timeout", `No token within ${deadlineMs} ms, all attempts included`);

  return (request = {}) => {
    const startedAt = now();
    const timeoutMs = Math.min(deadlineMs, request.remainingMs ?? deadlineMs);
    return withDeadline(
      { timeoutMs, wait, now, signal: request.signal, onTimeout: late },
      async (signal): Promise<AccessToken> => {
        for (let attempt = 1; ; attempt++) {
          try {
            return await source({ ...request, signal });
          } catch (error) {
            if (attempt >= attempts || !isWorthRetrying(error) || signal.aborted) throw error;
            const delayMs = Math.max(backoffMs(attempt, random()), error.retryAfterMs ?? 0);
            if (delayMs >= startedAt + timeoutMs - now()) throw error;
            await wait(delayMs, signal);
            signal.throwIfAborted();
          }
        }
      },
    );
  };
}

function isWorthRetrying(error: unknown): error is TokenError {
  if (!(error instanceof TokenError) || error.isPermanent) return false;
  switch (error.code) {
    case "unavailable":
    case "timeout":
    case "rate_limited":
      return true;
    default:
      return false;
  }
}

/** Full jitter: anywhere between nothing and a bound that doubles. */
function backoffMs(attempt: number, random: number): number {
  return random * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
}
