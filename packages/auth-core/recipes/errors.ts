import { isTokenError } from "@wakapay/auth-core";

export function adviceFor(error: unknown): string {
  if (!isTokenError(error)) throw error; // an error of fetch, or the reason of your signal
  switch (error.code) {
    case "rate_limited":
    case "unavailable":
    case "timeout":
    case "token_rejected":
      return `Retry in ${error.retryAfterMs ?? 5_000} ms.`;
    case "credentials_rejected":
    case "request_rejected":
      return "Check the API key and secret.";
    case "invalid_options":
    case "insecure_url":
    case "malformed_response":
    case "unexpected_response":
      return "Check the base URL and the other options.";
  }
}
