import { isTokenError, type TokenErrorCode } from "@wakapay/auth-core";
import { FetchError } from "ofetch";

/** A problem document (RFC 9457) and the `Retry-After` of its response, in seconds. */
export interface Problem {
  readonly status: 404 | 500 | 502 | 503 | 504;
  readonly title: string;
  readonly code?: TokenErrorCode;
  readonly retryAfter?: number;
}

/** Returns what a client of this service may know about an error, and when to retry. */
export function toProblem(error: unknown): Problem {
  // ofetch wraps what `fetch` rejects with: the error of the token manager, or the signal's reason.
  const reason = error instanceof FetchError ? (error.cause ?? error) : error;
  if (isTokenError(reason)) {
    const { code, retryAfterMs } = reason;
    const retryAfter = retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs / 1_000);
    return { ...tokenProblem(code), code, ...(retryAfter !== undefined && { retryAfter }) };
  }
  if (reason instanceof DOMException && reason.name === "TimeoutError")
    return { status: 504, title: "WakaPay did not respond in time." };
  if (!(error instanceof FetchError)) return { status: 500, title: "The service failed." };
  const { status } = error;
  if (status === undefined) return { status: 502, title: "The connection to WakaPay failed." };
  const retryAfter = Number(error.response?.headers.get("retry-after") ?? undefined);
  if (status !== 429 && status !== 503) return { status: 502, title: `WakaPay returned status ${status}.` };
  return {
    status: 503,
    title: "WakaPay cannot serve the request now.",
    ...(Number.isInteger(retryAfter) && { retryAfter }),
  };
}

function tokenProblem(code: TokenErrorCode): { status: Problem["status"]; title: string } {
  switch (code) {
    case "timeout":
      return { status: 504, title: "WakaPay did not issue a token in time." };
    case "unavailable":
    case "rate_limited":
    case "token_rejected":
      return { status: 503, title: "No token is available now." };
    case "credentials_rejected":
    case "request_rejected":
      return { status: 503, title: "WakaPay rejects the credentials of this service." };
    case "malformed_response":
    case "unexpected_response":
      return { status: 502, title: "WakaPay returned no usable token." };
    case "invalid_options":
    case "insecure_url":
      return { status: 500, title: "The service is not configured correctly." };
  }
}
