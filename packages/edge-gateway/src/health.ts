import { Problem } from "./http/problem.ts";
import { type GatewayResponse, jsonResponse } from "./http/response.ts";
import { withTimeout } from "./http/with-timeout.ts";
import type { Caller } from "./policy/policy.ts";
import type { BrokerState } from "./tokens/broker-protocol.ts";
import { isOverdue } from "./tokens/renewal-schedule.ts";

/** Responds to `/healthz`: the Worker runs. Needs no key. */
export function health(method: string): GatewayResponse {
  requireGet(method);
  return jsonResponse({ status: "ok" });
}

/**
 * Responds to `/readyz`, for operators: the state of the broker and of the credentials.
 *
 * | status                 | HTTP | meaning                                                   |
 * | ---------------------- | ---- | --------------------------------------------------------- |
 * | `ready`                | 200  | The broker has a valid token, and renews it in time.      |
 * | `untried`              | 200  | It has none or does not renew it, and WakaPay has not rejected all credentials. |
 * | `credentials_rejected` | 503  | WakaPay rejected all credentials.                         |
 * | `broker_unreachable`   | 503  | The broker failed, or did not respond for `timeoutMs`.    |
 *
 * `readState` reads the state without a request to WakaPay. `timeoutMs` defaults to 3000.
 */
export async function readiness(
  method: string,
  caller: Caller,
  readState: () => Promise<BrokerState>,
  timeoutMs = 3_000,
): Promise<GatewayResponse> {
  if (!caller.operator)
    throw new Problem("route_forbidden", "/readyz requires a caller with operator: true in the policy.");
  requireGet(method);
  const broker = await withTimeout(readState(), timeoutMs, Error).catch(() => undefined);
  if (broker === undefined) return jsonResponse({ status: "broker_unreachable" }, 503);
  if (broker.rejected) return jsonResponse({ status: "credentials_rejected", broker }, 503);
  const now = Date.now();
  const isRenewing = broker.renewalAt === undefined || !isOverdue(broker.renewalAt, now);
  const isReady = now < (broker.token?.expiresAt ?? 0) && isRenewing;
  return jsonResponse({ status: isReady ? "ready" : "untried", broker });
}

function requireGet(method: string): void {
  if (method === "GET" || method === "HEAD") return;
  throw new Problem("method_refused", "The method must be one of: GET, HEAD.", {
    headers: { allow: "GET, HEAD" },
  });
}
