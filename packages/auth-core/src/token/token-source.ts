import { type AccessToken, isSameToken } from "./access-token.ts";

/** What a caller needs from a {@link TokenSource}. An empty request accepts any valid token. */
export interface TokenRequest {
  /** Aborts this caller's wait with the signal's reason. Other callers are not affected. */
  readonly signal?: AbortSignal | undefined;
  /** The token that the API rejected. The source never returns it. */
  readonly rejected?: AccessToken | undefined;
  /**
   * The time after which the token must expire, in epoch milliseconds. A preference: a source
   * that cannot renew now returns the token that it has.
   */
  readonly minExpiresAt?: number | undefined;
  /**
   * How much time is left for this request, in milliseconds, if a layer above has used some of it.
   * `retrying` ends its attempts in that time.
   */
  readonly remainingMs?: number | undefined;
}

/**
 * Returns a valid token. An exchange, a cache, a fleet's store, and a Durable Object are all
 * sources.
 *
 * A layer takes a source and returns a source. Most programs want `createTokenManager`, which
 * composes the layers.
 *
 * Rejects with a `TokenError`, or with the reason of the caller's signal.
 *
 * @example
 * const source = coolingDown(retrying(exchange({ baseUrl, credentials })));
 * const { value } = await source();
 */
export type TokenSource = (request?: TokenRequest) => Promise<AccessToken>;

/**
 * Returns whether a token fits a request: it is valid at `now` and expires after `minExpiresAt`, it
 * is not the rejected token, and it is not older than the rejected token.
 *
 * A token that replaced a rejected one may be issued earlier by the clock of another machine, so
 * its age is not compared.
 *
 * @example
 * if (token !== undefined && satisfies(token, request, Date.now())) return token;
 */
export function satisfies(token: AccessToken, request: TokenRequest, now: number): boolean {
  const { rejected, minExpiresAt } = request;
  if (now >= token.expiresAt) return false;
  if (minExpiresAt !== undefined && token.expiresAt <= minExpiresAt) return false;
  if (rejected === undefined) return true;
  if (isSameToken(token, rejected)) return false;
  return token.replacements !== undefined || token.issuedAt >= rejected.issuedAt;
}
