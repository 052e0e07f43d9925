import { parseObject } from "../token/parse-object.ts";
import { TokenError, type TokenErrorCode } from "../token/token-error.ts";
import { lifetime } from "./lifetime.ts";
import { parseRetryAfter } from "./retry-after.ts";

/**
 * The body of a token request, as documented. The contracts compare it with the API description.
 */
export interface AuthRequestBody {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** The body of a 200, as documented. */
export interface AuthResponseBody {
  readonly accessToken: string;
  /** In seconds. */
  readonly expiresIn: number;
}

/** The body of every error response, as documented. */
export interface AuthErrorBody {
  readonly code: number;
  readonly error: string;
}

/** What the client reads of an HTTP response of the token endpoint. */
export interface HttpResponse {
  readonly status: number;
  /** The `Retry-After` header. */
  readonly retryAfter: string | null;
  /** The `Date` header. */
  readonly date: string | null;
  /** The body. Empty if {@link isBodyNeeded} returns `false` for the status. */
  readonly text: string;
}

/** A token and its lifetime, as the token endpoint issued it. */
export interface TokenResponse {
  readonly value: string;
  /** The lifetime from the time the request was sent, in milliseconds. */
  readonly lifeMs: number;
}

/** Whether the body matters: a 200 holds the token, and the error text tells 400 and 401 apart. */
export function isBodyNeeded(status: number): boolean {
  return status === 200 || status === 400 || status === 401;
}

/**
 * Reads a response to a token request that was sent at `sentAt` (epoch ms).
 *
 * Throws `TokenError` with code `credentials_rejected`, `request_rejected`, `rate_limited`,
 * `unavailable`, `malformed_response`, or `unexpected_response`. The error has the status and, if
 * the response says when to retry, `retryAfterMs`. It never contains text of the body.
 *
 * @see "Success Response" and "Error Responses" in WakaPay's Authentication API documentation
 */
export function readTokenResponse(response: HttpResponse, sentAt: number, now: number): TokenResponse {
  if (response.status !== 200) throw errorOf(response, now);
  const body = parseObject(response.text);
  const value = body?.accessToken;
  if (body === undefined || body.error || typeof value !== "string" || !isHeaderText(value)) {
    throw malformed("has no usable `accessToken`");
  }
  const lifeMs = lifetime(body.expiresIn, value, sentAt);
  if (lifeMs === undefined) throw malformed("has no usable `expiresIn`");
  if (now >= sentAt + lifeMs) throw malformed("contains a token that has already expired");
  return { value, lifeMs };
}

/** A 200 that is not what the documentation describes. */
export function malformed(what: string): TokenError {
  const message = `The token endpoint's 200 response ${what}. Check that \`baseUrl\` is WakaPay's.`;
  return new TokenError("malformed_response", message, { status: 200 });
}

function errorOf({ status, text, retryAfter, date }: HttpResponse, now: number): TokenError {
  const retryAfterMs = parseRetryAfter(retryAfter, date, now);
  const code = codeOf(status, parseObject(text)?.error);
  const details = retryAfterMs === undefined ? { status } : { status, retryAfterMs };
  return new TokenError(code, messageFor(code, status), details);
}

function codeOf(status: number, documentedError: unknown): TokenErrorCode {
  switch (status) {
    case 400:
      return documentedError === "invalid credentials" ? "credentials_rejected" : "request_rejected";
    case 401:
      return documentedError === "invalid payload" || documentedError === "apiKey and apiSecret required"
        ? "request_rejected"
        : "credentials_rejected";
    case 429:
      return "rate_limited";
    case 408:
    case 425:
      return "unavailable";
    default:
      return status >= 500 ? "unavailable" : "unexpected_response";
  }
}

function messageFor(code: TokenErrorCode, status: number): string {
  switch (code) {
    case "credentials_rejected":
      return `WakaPay rejected the API key and secret (${status}). Check that they are current and belong to this \`baseUrl\`.`;
    case "request_rejected":
      return `WakaPay could not read the token request (${status}). Check the credentials, and any proxy that rewrites request bodies.`;
    case "rate_limited":
      return `WakaPay limits token requests (${status}). Try again later.`;
    case "unavailable":
      return `WakaPay's token endpoint is failing (${status}). Try again later.`;
    default:
      return status === 407
        ? "The proxy requires authentication (407). Check the proxy's user and password."
        : `The token endpoint returned ${status}, which WakaPay does not document. Check that \`baseUrl\` is right.`;
  }
}

/** Whether a header can contain the text: visible ASCII only (RFC 9110, section 5.5). */
function isHeaderText(value: string): boolean {
  return /^[\x21-\x7e]+$/.test(value);
}
