import { type AccessToken, isTokenError, TokenError, type TokenSource } from "@wakapay/auth-core";
import { withTimeout } from "../http/with-timeout.ts";
import { type BrokerAnswer, type BrokerRequest, unpacked } from "./broker-protocol.ts";

/** How an isolate gets on without the broker. */
export interface BrokeredOptions {
  /** Asked where the broker cannot be reached, is overloaded or stays silent, and the isolate has no token that serves. */
  readonly fallback: TokenSource;
  /** The isolate's own next pair, where it has one. */
  readonly next?: TokenSource | undefined;
  /** Receives what is still to be told to the broker; a Worker passes its `waitUntil`. It never rejects. */
  readonly background?: (telling: Promise<unknown>) => void;
  /** How long the broker may take, in milliseconds: longer than its own deadline for a token. Default 12,000. */
  readonly timeoutMs?: number;
  /** How long to leave another request of the isolate that helps the broker out, before the broker is asked again. Default 250. */
  readonly pauseMs?: number;
}

/**
 * The client side of the `TokenBroker`: asks the one owner of the token, so that all isolates share its exchange.
 *
 * A broker that was restarted under the call is asked once more. While a deployment is under way, the broker may run in the
 * version that has no next pair, and WakaPay rejects its only one: then an isolate that has one exchanges with it, and hands
 * the token to the broker for the other isolates. Requests beside it that find the isolate at it ask the broker again after a
 * pause. Rejects with what the broker says. Keeps nothing, and no promise outlives the request that asked.
 */
export function brokered(
  ask: (request: BrokerRequest) => Promise<BrokerAnswer>,
  { fallback, next, background = () => {}, timeoutMs = 12_000, pauseMs = 250 }: BrokeredOptions,
): TokenSource {
  async function asked(request: BrokerRequest): Promise<BrokerAnswer> {
    try {
      return await ask(request);
    } catch (error) {
      if (isOverloaded(error)) throw error;
      return ask(request);
    }
  }

  async function given(request: BrokerRequest, pauses = timeoutMs / pauseMs): Promise<AccessToken> {
    const answer = await withTimeout(asked(request), timeoutMs, Error);
    if (next === undefined || !isStuck(answer, request)) return unpacked(answer);
    try {
      const offered = await next(request);
      background(ask({ offered }).catch(() => {}));
      return offered;
    } catch (error) {
      if (pauses < 1 || !isSoonOver(error)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    return given(request, pauses - 1);
  }

  return async ({ rejected, minExpiresAt } = {}) => {
    const request = { rejected, minExpiresAt };
    try {
      return await given(request);
    } catch (error) {
      if (isTokenError(error)) throw error;
      // A renewal ahead can wait: the isolate's token serves to its end.
      if (minExpiresAt !== undefined) throw new TokenError("unavailable", "The token broker failed");
      return await fallback(request);
    }
  };
}

/** Whether WakaPay rejects the only pair that the broker has, and it gave no token as it was asked for. */
function isStuck(answer: BrokerAnswer, { minExpiresAt = 0 }: BrokerRequest): boolean {
  const isGiven = answer.ok && answer.token.expiresAt > minExpiresAt;
  return answer.onlyPairRejected === true && !isGiven;
}

/** Whether it says to come back within a second, as a request does that another one is ahead of. */
function isSoonOver(error: unknown): boolean {
  return isTokenError(error) && error.retryAfterMs !== undefined && error.retryAfterMs <= 1_000;
}

/** Cloudflare asks to leave an overloaded object alone. After any other error a second try is safe: asking changes nothing. */
function isOverloaded(error: unknown): boolean {
  return error instanceof Error && "overloaded" in error && error.overloaded === true;
}
