import type { Credentials } from "../options/credentials.ts";
import { parseObject } from "../token/json-object.ts";
import { TokenError, type TokenErrorCode } from "../token/token-error.ts";
import { lifetime } from "./lifetime.ts";
import { parseRetryAfter } from "./retry-after.ts";

/** The body that goes up, spelt as WakaPay's «Request Body» spells it. */
export interface AuthRequestBody {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** The documented body of a 200. */
export interface AuthResponseBody {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/** The documented body of every error. */
export interface AuthErrorBody {
  readonly code: number;
  readonly error: string;
}

/** An answer as it came, read to its bound. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** The `Retry-After` header: seconds, or an HTTP date (RFC 9110 §10.2.3). */
  readonly retryAfter: string | null;
}

/** A good answer in our terms. */
export interface Grant {
  readonly value: string;
  /** How long the token lives from when its request was sent. */
  readonly lifeMs: number;
}

/** Builds the request's body: exactly `apiKey` and `apiSecret`. */
export function requestBody({ apiKey, apiSecret }: Credentials): AuthRequestBody {
  return { apiKey, apiSecret };
}

/**
 * Reads an answer of `POST /business/auth` that was asked for at `sentAt` (epoch ms).
 *
 * Throws `credentials_rejected`, `request_rejected`, `rate_limited`, `unavailable`, `malformed_response` or
 * `unexpected_response`, with the status and, where the API named one, the time to wait; never with text of the body.
 * «Success Response» and «Error Responses» of the Authentication API.
 */
export function readAnswer(answer: Answer, sentAt: number, now: number): Grant {
  if (answer.status !== 200) throw refusal(answer, now);
  const body = parseObject(answer.text);
  const value = body?.accessToken;
  if (body === undefined || body.error || typeof value !== "string" || !isBearer(value)) {
    throw malformed("no usable accessToken");
  }
  const lifeMs = lifetime(body.expiresIn, value, sentAt);
  if (lifeMs === undefined) throw malformed("no usable expiresIn");
  if (now >= sentAt + lifeMs) throw malformed("a token that was over on arrival");
  return { value, lifeMs };
}

function refusal({ status, text, retryAfter }: Answer, now: number): TokenError {
  const retryAfterMs = parseRetryAfter(retryAfter, now);
  const details = retryAfterMs === undefined ? { status } : { status, retryAfterMs };
  const code = codeOf(status, parseObject(text)?.error);
  return new TokenError(code, sentence(code, status), details);
}

function codeOf(status: number, documented: unknown): TokenErrorCode {
  if (status === 400 || status === 401) {
    if (documented === "invalid credentials") return "credentials_rejected";
    if (documented === "invalid payload" || documented === "apiKey and apiSecret required")
      return "request_rejected";
    return status === 401 ? "credentials_rejected" : "request_rejected";
  }
  if (status === 429) return "rate_limited";
  return status >= 500 ? "unavailable" : "unexpected_response";
}

function sentence(code: TokenErrorCode, status: number): string {
  switch (code) {
    case "credentials_rejected":
      return `WakaPay does not accept this apiKey and apiSecret (${status}); check that they are current and belong to this baseUrl`;
    case "request_rejected":
      return `WakaPay could not read the token request (${status}); check the credentials and any proxy that rewrites bodies`;
    case "rate_limited":
      return `WakaPay limits how often tokens are requested (${status}); try again later`;
    case "unavailable":
      return `WakaPay's token endpoint is failing (${status}); try again later`;
    default:
      return `WakaPay's token endpoint answered ${status}, which is not documented; check that baseUrl is right`;
  }
}

function malformed(what: string): TokenError {
  return new TokenError(
    "malformed_response",
    `The token endpoint answered 200 with ${what}; check that baseUrl is WakaPay's`,
    { status: 200 },
  );
}

/** Visible ASCII only: what a header can carry (RFC 9110 §5.5). */
function isBearer(value: string): boolean {
  return /^[\x21-\x7e]+$/.test(value);
}
