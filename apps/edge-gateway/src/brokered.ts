import { isTokenError, type TokenSource } from "@wakapay/auth-core";
import { type BrokerAnswer, type BrokerRequest, unpacked } from "./broker-answer.ts";

/** How an isolate gets on without the broker. */
export interface BrokeredOptions {
  /** Asked where the broker cannot be reached, is overloaded or stays silent. */
  readonly fallback: TokenSource;
  /** How long the broker may take, in milliseconds: longer than its own deadline for a token. Default 12,000. */
  readonly timeoutMs?: number;
}

/**
 * The client side of the `TokenBroker`: asks the one owner of the token, so that all isolates share its exchange.
 *
 * A broker that was restarted under the call is asked once more. Rejects with what the broker says. Keeps nothing, and no
 * promise outlives the request that asked.
 */
export function brokered(
  ask: (request: BrokerRequest) => Promise<BrokerAnswer>,
  { fallback, timeoutMs = 12_000 }: BrokeredOptions,
): TokenSource {
  async function asked(request: BrokerRequest): Promise<BrokerAnswer> {
    try {
      return await ask(request);
    } catch (error) {
      if (isOverloaded(error)) throw error;
      return ask(request);
    }
  }

  return async ({ rejected, endingAfter } = {}) => {
    const request = { rejected, endingAfter };
    const silence = Promise.withResolvers<never>();
    const timer = setTimeout(() => silence.reject(new Error("The token broker is silent")), timeoutMs);
    try {
      return unpacked(await Promise.race([asked(request), silence.promise]));
    } catch (error) {
      if (isTokenError(error)) throw error;
      return await fallback(request);
    } finally {
      clearTimeout(timer);
    }
  };
}

/** Cloudflare asks to leave an overloaded object alone. After any other error a second try is safe: asking changes nothing. */
function isOverloaded(error: unknown): boolean {
  return error instanceof Error && "overloaded" in error && error.overloaded === true;
}
