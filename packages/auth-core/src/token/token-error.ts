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
 * | `unavailable` | The network failed, or WakaPay returned a 5xx status. | Retry later, after `retryAfterMs` if it is set. |
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

/** What a {@link TokenError} says beside its code. */
export interface TokenErrorDetails {
  /** The token endpoint's HTTP status, where it answered. */
  readonly status?: number;
  /** For how long nothing will be asked of the token endpoint, in milliseconds, where the API or a cool-down says it. */
  readonly retryAfterMs?: number;
}

/**
 * The one error of this package. Narrow by `code`; across Workers RPC, where classes are lost, by {@link isTokenError}.
 *
 * Neither message, stack nor any property holds a key, a secret, a token or text of an answer's body, and there is no `cause`.
 */
export class TokenError extends Error {
  override readonly name = "TokenError";
  readonly code: TokenErrorCode;
  declare readonly status?: number;
  declare readonly retryAfterMs?: number;

  constructor(code: TokenErrorCode, message: string, details: TokenErrorDetails = {}) {
    super(message);
    this.code = code;
    Object.assign(this, details);
  }
}

/** Whether a caught value is a {@link TokenError}, also one that crossed a Workers RPC boundary. */
export function isTokenError(error: unknown): error is TokenError {
  return error instanceof Error && error.name === "TokenError" && "code" in error;
}
