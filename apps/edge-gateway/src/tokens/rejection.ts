import type { TokenErrorCode } from "@wakapay/auth-core";
import { logError } from "../http/request-log.ts";
import type { PairName } from "./broker-protocol.ts";

/** Whether an error code says that WakaPay rejected the credentials. */
export function isRejection(code: TokenErrorCode): boolean {
  return code === "credentials_rejected" || code === "request_rejected";
}

/** Logs `credentials_rejected`, the event to alert on, if the code is a rejection. */
export function logRejection(code: TokenErrorCode, pair: PairName): void {
  if (isRejection(code)) logError({ event: "credentials_rejected", pair, code });
}
