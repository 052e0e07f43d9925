import { isTokenError, TokenError, type TokenSource } from "@wakapay/auth-core";
import { type BrokerAnswer, type BrokerRequest, unpacked } from "./broker-answer.ts";

/** How long an isolate waits for the broker, in milliseconds: longer than the broker's own deadline for a token. */
const BROKER_TIMEOUT_MS = 25_000;

/**
 * The client side of the `TokenBroker`: asks the one owner of the token, so that all isolates share its exchange.
 *
 * Rejects with what the broker says, or with `unavailable` where it cannot be reached or does not answer in time. Keeps
 * nothing, and no promise outlives the request that asked.
 */
export function brokered(ask: (request: BrokerRequest) => Promise<BrokerAnswer>): TokenSource {
  return async ({ rejected, endingAfter } = {}) => {
    const request = {
      ...(rejected !== undefined && { rejected }),
      ...(endingAfter !== undefined && { endingAfter }),
    };
    let timer = 0;
    const silence = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new TokenError("unavailable", "The token broker is silent")),
        BROKER_TIMEOUT_MS,
      );
    });
    try {
      return unpacked(await Promise.race([ask(request), silence]));
    } catch (error) {
      throw isTokenError(error) ? error : new TokenError("unavailable", "The token broker cannot be reached");
    } finally {
      clearTimeout(timer);
    }
  };
}
