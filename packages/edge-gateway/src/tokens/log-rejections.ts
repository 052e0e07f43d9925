import type { TokenEventListener } from "@wakapay/auth-core";
import { isRejection } from "@wakapay/auth-core/layers";
import { logError } from "../http/request-log.ts";
import type { PairName } from "./broker-protocol.ts";

/**
 * Creates a listener that logs `credentials_rejected`, the event to alert on, once per cooldown.
 */
export function logRejections(account: string, pair: PairName): TokenEventListener {
  return (event) => {
    if (event.type !== "cooled_down" || !isRejection(event)) return;
    logError({ event: "credentials_rejected", account, pair, code: event.code });
  };
}
