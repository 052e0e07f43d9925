import type { AccessToken, TokenRequest, TokenSource } from "@wakapay/auth-core";

/** Where a token outlives the memory of its keeper. */
export interface TokenEntry {
  /** The token that was put last, or undefined where there is none that can be read. */
  readonly get: () => Promise<AccessToken | undefined>;
  readonly put: (token: AccessToken) => Promise<void>;
}

/**
 * Keeps the token where it survives an eviction and a deployment, and answers with it while it fits what is asked.
 *
 * An entry that cannot be read or written is a miss: it costs an exchange, never the token. It never answers a token that is
 * over or that the caller names as refused.
 */
export function persisted(source: TokenSource, entry: TokenEntry, now: () => number = Date.now): TokenSource {
  return async (request = {}) => {
    const kept = await entry.get().catch(() => undefined);
    if (kept !== undefined && fits(kept, request, now())) return kept;
    const token = await source(request);
    await entry.put(token).catch(() => {});
    return token;
  };
}

function fits(token: AccessToken, { rejected, endingAfter = 0 }: TokenRequest, at: number): boolean {
  const isGood = at >= token.issuedAt && at < token.expiresAt;
  return isGood && token.value !== rejected?.value && token.expiresAt > endingAfter;
}
