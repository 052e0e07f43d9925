// #region readme
import { isTokenError } from "@wakapay/auth-core";

export function adviceFor(error: unknown): string {
  if (!isTokenError(error)) throw error; // fetch's own errors, or the reason of your signal
  switch (error.code) {
    case "rate_limited":
    case "unavailable":
    case "timeout":
    case "token_rejected":
      return `try again in ${error.retryAfterMs ?? 5_000} ms`;
    case "credentials_rejected":
    case "request_rejected":
      return "look at the key and the secret";
    case "invalid_options":
    case "insecure_url":
    case "malformed_response":
    case "unexpected_response":
      return "look at the base URL and the other options";
  }
}
// #endregion
