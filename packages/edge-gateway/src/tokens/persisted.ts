import type { AccessToken, TokenSource } from "@wakapay/auth-core";
import { satisfies } from "@wakapay/auth-core/layers";
import type { Entry } from "./encrypted-entry.ts";

/**
 * Stores the token in an entry that survives evictions and deployments, and returns the stored
 * token while it satisfies the request.
 *
 * If the entry cannot be read, the source is called. If it cannot be written, the token is still
 * returned.
 */
export function persisted(
  source: TokenSource,
  entry: Entry<AccessToken>,
  now: () => number = Date.now,
): TokenSource {
  return async (request = {}) => {
    const stored = await entry.get();
    if (stored !== undefined && satisfies(stored, request, now())) return stored;
    const token = await source(request);
    await entry.put(token);
    return token;
  };
}
