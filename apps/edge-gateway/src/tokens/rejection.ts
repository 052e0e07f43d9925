import type { TokenErrorCode } from "@wakapay/auth-core";

/** Whether WakaPay rejects the pair that it was asked with. */
export function isRejection(code: TokenErrorCode): boolean {
  return code === "credentials_rejected" || code === "request_rejected";
}
