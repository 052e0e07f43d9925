import { ERRORS_PAGE } from "./errors-page.ts";

/**
 * Why no token is available. The union is closed, so a `switch` over it can be exhaustive.
 *
 * | code | what happened | what to do |
 * | --- | --- | --- |
 * | `invalid_options` | An option is missing, empty, or not valid. | Correct the option that the message names. |
 * | `insecure_url` | The URL uses `http:`, or another origin than `baseUrl`. | Use `https:` and the origin of `baseUrl`. |
 * | `credentials_rejected` | 401: WakaPay does not accept the key and secret. | Correct the credentials. Until then, one request per cooldown is made. |
 * | `request_rejected` | 400: WakaPay could not read the token request. | Check the credentials, and proxies that rewrite request bodies. |
 * | `token_rejected` | WakaPay rejected the token, and no new one is available yet. | Let the call fail. If this persists, check the account's permissions. |
 * | `rate_limited` | 429: too many token requests. | Retry after `retryAfterMs`. |
 * | `unavailable` | The network or the `credentials` function failed, or WakaPay returned a 408, 425, or 5xx status. | Retry later, after `retryAfterMs` if it is set. |
 * | `timeout` | No response in time. | Retry later. Check the network path. |
 * | `malformed_response` | The response does not match the documentation. | Check that `baseUrl` is WakaPay's. |
 * | `unexpected_response` | A redirect, 402, 403, 404, 405, or another undocumented status. | Check that `baseUrl` is correct. |
 */
export type TokenErrorCode =
  | "invalid_options"
  | "insecure_url"
  | "credentials_rejected"
  | "request_rejected"
  | "token_rejected"
  | "rate_limited"
  | "unavailable"
  | "timeout"
  | "malformed_response"
  | "unexpected_response";

/** Details of a {@link TokenError}. */
export interface TokenErrorDetails {
  /** The HTTP status of the token response, if there was one. */
  readonly status?: number;
  /**
   * Why the connection failed, if it did: the system's error code, for example `ECONNREFUSED` or
   * `CERT_HAS_EXPIRED`.
   */
  readonly reason?: string;
  /** Set if a retry cannot succeed until something is corrected, for example a certificate. */
  readonly isPermanent?: true;
  /** The time until the next exchange, in milliseconds, if the API or a cooldown sets one. */
  readonly retryAfterMs?: number;
}

/**
 * The error of this package. Check its `code`. If the error crossed Workers RPC, where classes are
 * lost, recognize it with {@link isTokenError}.
 *
 * No property contains a key, a secret, a token, or text of a response body. There is no `cause`.
 *
 * @example
 * try {
 *   await manager.getToken();
 * } catch (error) {
 *   if (isTokenError(error) && error.code === "credentials_rejected") alertOperator();
 *   throw error;
 * }
 */
export class TokenError extends Error {
  override readonly name = "TokenError";
  readonly code: TokenErrorCode;
  /** The section of the documentation about the code: what happened, why, and what to do. */
  readonly docsUrl: string;
  declare readonly status?: number;
  declare readonly reason?: string;
  declare readonly isPermanent?: true;
  declare readonly retryAfterMs?: number;

  constructor(code: TokenErrorCode, message: string, details: TokenErrorDetails = {}) {
    super(message);
    this.code = code;
    this.docsUrl = `${ERRORS_PAGE}#${code}`;
    Object.assign(this, details);
  }
}

/**
 * Returns whether a caught value is a {@link TokenError}, including one that crossed Workers RPC.
 *
 * @example
 * try {
 *   await wakapay.getToken();
 * } catch (error) {
 *   if (isTokenError(error)) console.error(error.code, error.retryAfterMs);
 * }
 */
export function isTokenError(error: unknown): error is TokenError {
  if (typeof error !== "object" || error === null || !("name" in error)) return false;
  return error.name === "TokenError" && "code" in error && "message" in error;
}

/**
 * Returns whether WakaPay rejected the credentials or the request: status 400, 401, 402, or 403. A
 * retry with the same credentials cannot succeed.
 *
 * @example
 * if (isTokenError(error) && isRejection(error)) notifyOperator(error.code);
 */
export function isRejection({
  code,
  status,
}: {
  readonly code: TokenErrorCode;
  readonly status?: number | undefined;
}): boolean {
  return code === "credentials_rejected" || code === "request_rejected" || status === 402 || status === 403;
}
