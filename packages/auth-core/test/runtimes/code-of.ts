import { isTokenError } from "@wakapay/auth-core";

/** Returns the code of a `TokenError`, or any other error as text. */
export function codeOf(error: unknown): string {
  return isTokenError(error) ? error.code : String(error);
}
