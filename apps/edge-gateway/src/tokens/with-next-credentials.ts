import { isTokenError, type TokenSource } from "@wakapay/auth-core";
import { isRejection } from "./rejection.ts";

/**
 * Asks the current pair's source, and the next pair's once WakaPay rejects the current one.
 *
 * So a pair is rotated without a failed call: put the next one, rotate at WakaPay, make the next one the current. The
 * current pair's cool-down, below, keeps its rejection from being asked for each time.
 */
export function promoted(current: TokenSource, next: TokenSource | undefined): TokenSource {
  if (next === undefined) return current;
  return async (request) => {
    try {
      return await current(request);
    } catch (error) {
      if (!isTokenError(error) || !isRejection(error.code)) throw error;
      return next(request);
    }
  };
}
