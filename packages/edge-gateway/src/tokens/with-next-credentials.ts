import { isTokenError, type TokenSource } from "@wakapay/auth-core";
import { isRejection } from "@wakapay/auth-core/layers";

/**
 * Uses the current credentials, and the next ones if WakaPay rejects the current ones.
 *
 * Credentials are rotated without a failed call: set the next ones, end the current ones at
 * WakaPay, make the next ones the current ones. The sources' own cooldowns keep rejected
 * credentials from being tried on every request.
 */
export function withNextCredentials(current: TokenSource, next: TokenSource | undefined): TokenSource {
  if (next === undefined) return current;
  return async (request) => {
    try {
      return await current(request);
    } catch (error) {
      if (!isTokenError(error) || !isRejection(error)) throw error;
      return next(request);
    }
  };
}
