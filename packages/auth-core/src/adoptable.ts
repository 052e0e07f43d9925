import type { AccessToken } from "./access-token.ts";
import type { TokenRequest } from "./token-source.ts";

/**
 * Whether a token that another process obtained is what a caller asks for: good for `leewayMs` more, or a tenth of its
 * life where that is less; not the refused one, nor issued before it; and ending later, if so asked.
 */
export function isAdoptable(
  { value, issuedAt, expiresAt }: AccessToken,
  { rejected, endingAfter }: TokenRequest,
  at: number,
  leewayMs: number,
): boolean {
  if (at >= expiresAt - Math.min(leewayMs, (expiresAt - issuedAt) / 10)) return false;
  if (rejected !== undefined && (value === rejected.value || issuedAt < rejected.issuedAt)) return false;
  return endingAfter === undefined || expiresAt > endingAfter;
}
