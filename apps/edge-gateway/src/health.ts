import type { Caller } from "./access/policy.ts";
import { Problem } from "./http/problem.ts";
import { type GatewayResponse, jsonResponse } from "./http/response.ts";
import { withTimeout } from "./http/with-timeout.ts";
import type { BrokerState } from "./tokens/broker-protocol.ts";

/** `/healthz`: whether the Worker runs. Asks nobody, and needs no key. */
export function health(method: string): GatewayResponse {
  requireGet(method);
  return jsonResponse({ status: "ok" });
}

/**
 * `/readyz`: whether the broker can be reached and WakaPay accepts its credentials, with the broker's state; for operators.
 *
 * 503 with the same document where not, also where the broker says nothing for 3 s. `untried` where the broker has no token that serves
 * and does not know why. Asks WakaPay nothing.
 */
export async function readiness(
  method: string,
  caller: Caller,
  ask: () => Promise<BrokerState>,
  timeoutMs = 3_000,
): Promise<GatewayResponse> {
  if (!caller.operator)
    throw new Problem("route_forbidden", "Only a caller whose policy says «operator» may ask this.");
  requireGet(method);
  const broker = await withTimeout(ask(), timeoutMs, Error).catch(() => undefined);
  if (broker === undefined) return jsonResponse({ status: "broker_unreachable" }, 503);
  if (broker.rejected) return jsonResponse({ status: "credentials_rejected", broker }, 503);
  return jsonResponse({ status: Date.now() < (broker.token?.expiresAt ?? 0) ? "ready" : "untried", broker });
}

function requireGet(method: string): void {
  if (method === "GET" || method === "HEAD") return;
  throw new Problem("method_refused", "Use one of: GET, HEAD.", { headers: { allow: "GET, HEAD" } });
}
