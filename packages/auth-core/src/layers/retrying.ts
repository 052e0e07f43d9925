import { type Runtime, resolveRuntime } from "../options/runtime.ts";
import { withDeadline } from "../time/with-deadline.ts";
import type { AccessToken } from "../token/access-token.ts";
import { TokenError } from "../token/token-error.ts";
import type { TokenSource } from "../token/token-source.ts";

/** Options of {@link retrying}. */
export interface RetryingOptions extends Pick<Runtime, "now" | "random" | "wait"> {
  /** Timeout for all attempts together, in milliseconds. Default: 30000 (30 seconds). */
  readonly deadlineMs?: number;
  /** The maximum number of attempts, including the first. Default: 4. */
  readonly attempts?: number;
  /** The API's address, which the error names if no token is received in time. */
  readonly baseUrl?: string;
}

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 5_000;

/**
 * Retries network errors, timeouts, and 408, 425, 429, and 5xx responses, within one deadline.
 *
 * Most programs use `createTokenManager`, which includes this layer. The delay is random (full
 * jitter), up to a limit that starts at 250 ms and doubles, up to 5 s. `Retry-After` is the minimum
 * delay. If it exceeds the time that is left, the call fails at once with `retryAfterMs`.
 *
 * Does not retry errors with `isPermanent`, which `exchange` sets, for example for a certificate.
 *
 * Rejects with the error of the last attempt, or with code `timeout` when the deadline passes.
 *
 * @example
 * const source = retrying(exchange({ baseUrl, credentials }), { deadlineMs: 10_000 });
 */
export function retrying(source: TokenSource, options: RetryingOptions = {}): TokenSource {
  const { deadlineMs = 30_000, attempts = 4, baseUrl } = options;
  const { now, random, wait } = resolveRuntime(options);
  const from = baseUrl === undefined ? "" : ` from ${new URL(baseUrl).origin}`;
  const onTimeout = () =>
    new TokenError(
      "timeout",
      `No token was received${from} within ${deadlineMs} ms, including retries. Check the network path, or increase \`deadlineMs\`.`,
    );

  return (request = {}) => {
    const timeoutMs = Math.min(deadlineMs, request.remainingMs ?? deadlineMs);
    const deadline = { timeoutMs, onTimeout, signal: request.signal, wait, now };
    return withDeadline(deadline, async (signal, remainingMs): Promise<AccessToken> => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await source({ ...request, signal });
        } catch (error) {
          if (attempt >= attempts || !isWorthRetrying(error) || signal.aborted) throw error;
          const delayMs = Math.max(backoffMs(attempt, random()), error.retryAfterMs ?? 0);
          if (delayMs >= remainingMs()) throw error;
          await wait(delayMs, signal);
          signal.throwIfAborted();
        }
      }
    });
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

/** Returns a random delay between 0 and a limit that doubles. `random` is in [0, 1). */
function backoffMs(attempt: number, random: number): number {
  return random * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
}
