import type { AccessToken } from "../token/access-token.ts";
import type { TokenRequest } from "../token/token-source.ts";

/**
 * Whether a token that another process obtained is what a caller asks for: good for `leewayMs` more, or a tenth of its
 * life where that is less; not the refused one, nor issued before it; and ending later, if so asked.
 *
 * One that replaced a refused token may seem to be issued earlier, by a clock that is behind ours: it is taken.
 */
export function isAdoptable(
  { value, issuedAt, expiresAt, replacements }: AccessToken,
  { rejected, minExpiresAt }: TokenRequest,
  at: number,
  leewayMs: number,
): boolean {
  if (at >= expiresAt - Math.min(leewayMs, (expiresAt - issuedAt) / 10)) return false;
  if (value === rejected?.value) return false;
  if (rejected !== undefined && issuedAt < rejected.issuedAt && replacements === undefined) return false;
  return minExpiresAt === undefined || expiresAt > minExpiresAt;
}
