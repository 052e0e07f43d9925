import { isTokenError, TokenError, type TokenSource } from "@wakapay/auth-core";
import type { BrokerClient } from "./broker-client.ts";
import { fromReply } from "./broker-protocol.ts";

/**
 * Requests tokens from the broker, so that all isolates share its exchanges.
 *
 * Rejects with the broker's own error. If the broker fails, is overloaded, or does not respond,
 * `fallback` is used instead. A renewal before expiry (`minExpiresAt`) uses no fallback and rejects
 * with code `unavailable`: the isolate's token is still valid.
 *
 * @example
 * const source = cached(brokered(createBrokerClient(config), directSource));
 */
export function brokered(broker: Pick<BrokerClient, "token">, fallback: TokenSource): TokenSource {
  return async ({ rejected, minExpiresAt } = {}) => {
    const request = { rejected, minExpiresAt };
    try {
      return fromReply(await broker.token(request));
    } catch (error) {
      if (isTokenError(error)) throw error;
      if (minExpiresAt !== undefined) throw new TokenError("unavailable", "The token broker failed.");
      return fallback(request);
    }
  };
}
