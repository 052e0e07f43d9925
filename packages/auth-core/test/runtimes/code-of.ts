import { isTokenError } from "@wakapay/auth-core";

/** The code of a `TokenError`; of anything else, what it says. */
export function codeOf(error: unknown): string {
  return isTokenError(error) ? error.code : String(error);
}
