import type { AccessToken, TokenRequest, TokenSource } from "@wakapay/auth-core";
import type { Entry } from "./encrypted-entry.ts";

/**
 * Keeps the token where it survives an eviction and a deployment, and answers with it while it fits what is asked.
 *
 * An entry that cannot be read or written is a miss: it costs an exchange, never the token. It never answers a token that is
 * over or that the caller names as refused.
 */
export function persisted(source: TokenSource, entry: Entry<AccessToken>): TokenSource {
  return async (request = {}) => {
    const kept = await entry.get();
    if (kept !== undefined && fits(kept, request, Date.now())) return kept;
    const token = await source(request);
    await entry.put(token);
    return token;
  };
}

function fits(token: AccessToken, { rejected, minExpiresAt = 0 }: TokenRequest, at: number): boolean {
  const isGood = at >= token.issuedAt && at < token.expiresAt;
  return isGood && token.value !== rejected?.value && token.expiresAt > minExpiresAt;
}
