import type { AccessToken } from "../token/access-token.ts";
import { satisfies, type TokenRequest } from "../token/token-source.ts";

/**
 * Returns whether a token of another process fits a request and is not about to expire: it is valid
 * for `leewayMs` more, or for 10% of its lifetime if that is less.
 */
export function isAdoptable(
  token: AccessToken,
  request: TokenRequest,
  now: number,
  leewayMs: number,
): boolean {
  const { issuedAt, expiresAt } = token;
  const leewayAt = expiresAt - Math.min(leewayMs, (expiresAt - issuedAt) / 10);
  return now < leewayAt && satisfies(token, request, now);
}
