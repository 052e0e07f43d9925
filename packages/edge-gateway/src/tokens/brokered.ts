import { type AccessToken, isTokenError, TokenError, type TokenSource } from "@wakapay/auth-core";
import type { BrokerClient } from "./broker-client.ts";
import { fromReply } from "./broker-protocol.ts";

/**
 * Requests tokens from the broker, so that all isolates share its exchanges.
 *
 * Rejects with the broker's own error. If the broker fails, is overloaded, or does not respond,
 * `fallback` is used instead. A renewal before expiry (`minExpiresAt`) uses no fallback and rejects
 * with code `unavailable`: the isolate's token is still valid.
 *
 * The clocks of the broker and the isolate may differ. The times of a token are moved to the
 * isolate's clock, so that it is used for the life that it has left.
 *
 * @example
 * const source = cached(brokered(createBrokerClient(config), directSource));
 */
export function brokered(
  broker: Pick<BrokerClient, "token">,
  fallback: TokenSource,
  now: () => number = Date.now,
): TokenSource {
  /** How far the isolate's clock is ahead of the broker's. The time on the way makes it less. */
  let aheadMs = 0;

  return async ({ rejected, minExpiresAt } = {}) => {
    const request = { rejected, minExpiresAt };
    const sentAt = now();
    try {
      const reply = await broker.token({
        rejected: rejected && moveTimes(rejected, -aheadMs),
        minExpiresAt: minExpiresAt && minExpiresAt - aheadMs,
      });
      const token = fromReply(reply);
      if (reply.ok && reply.now !== undefined) aheadMs = sentAt - reply.now;
      return moveTimes(token, aheadMs);
    } catch (error) {
      if (isTokenError(error)) throw error;
      if (minExpiresAt !== undefined) throw new TokenError("unavailable", "The token broker failed.");
      return fallback(request);
    }
  };
}

function moveTimes(token: AccessToken, ms: number): AccessToken {
  return { ...token, issuedAt: token.issuedAt + ms, expiresAt: token.expiresAt + ms };
}
