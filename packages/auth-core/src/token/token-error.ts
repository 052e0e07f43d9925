/**
 * Why no token could be had. Closed: a `switch` over it can be exhaustive.
 *
 * | code | what happened | what to do |
 * | --- | --- | --- |
 * | `invalid_options` | An option is missing, empty or impossible. | Correct the call; the message names the option. |
 * | `insecure_url` | A secret or a bearer would have left over `http:`, or for another origin. | Use `https:` and the configured origin. |
 * | `credentials_rejected` | 401: WakaPay does not know this key and secret. | Correct or rotate the credentials; nothing is asked again until the cool-down ends. |
 * | `request_rejected` | 400: WakaPay could not read the request. | Check the credentials for empty or odd values, and for a proxy that rewrites bodies. |
 * | `token_rejected` | The API refused this token and no other can be had yet. | Let the call fail; if it stays, the route or the account refuses, not the token. |
 * | `rate_limited` | 429. | Wait `retryAfterMs`. |
 * | `unavailable` | The network failed, or WakaPay answered 5xx. | Try later, after `retryAfterMs` where it is given. |
 * | `timeout` | No answer in time. | Try later; look at the network path. |
 * | `malformed_response` | The answer is not what the documentation says. | Check that `baseUrl` is WakaPay's; tell WakaPay. |
 * | `unexpected_response` | A redirect, 403, 404, 405 or another undocumented status. | Most likely `baseUrl` is wrong. |
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
