import { Problem } from "./http/problem.ts";
import { type GatewayResponse, jsonResponse } from "./http/response.ts";
import { withTimeout } from "./http/with-timeout.ts";
import type { Caller } from "./policy/policy.ts";
import type { BrokerState } from "./tokens/broker-protocol.ts";
import { isOverdue } from "./tokens/renewal-schedule.ts";

/** The statuses of an account and their HTTP statuses. Sorted: the best first. */
const STATUSES = {
  ready: 200,
  untried: 200,
  broker_unreachable: 503,
  credentials_rejected: 503,
  misconfigured: 503,
} as const;
type Status = keyof typeof STATUSES;

/** How to read the state of an account's broker, or the faults of the account. */
type ReadableAccount =
  | { readonly state: () => Promise<BrokerState> }
  | { readonly faults: readonly string[] };

/** Responds to `/healthz`: the Worker runs. Needs no key. */
export function health(method: string): GatewayResponse {
  requireGet(method);
  return jsonResponse({ status: "ok" });
}

/**
 * Responds to `/readyz`, for operators: the state of each account that callers use, and as `status`
 * the worst of them.
 *
 * | status                 | HTTP | meaning                                                   |
 * | ---------------------- | ---- | --------------------------------------------------------- |
 * | `ready`                | 200  | The broker has a valid token, and renews it in time.      |
 * | `untried`              | 200  | It has none or does not renew it, and WakaPay has not rejected all credentials. |
 * | `broker_unreachable`   | 503  | The broker failed, or did not respond for `timeoutMs`.    |
 * | `credentials_rejected` | 503  | WakaPay rejected all credentials.                         |
 * | `misconfigured`        | 503  | The secrets of the account have `faults`.                 |
 *
 * Makes no request to WakaPay. `timeoutMs` defaults to 3000.
 */
export async function readiness(
  method: string,
  caller: Caller,
  accounts: ReadonlyMap<string, ReadableAccount>,
  timeoutMs = 3_000,
): Promise<GatewayResponse> {
  if (!caller.operator)
    throw new Problem("route_forbidden", "/readyz requires a caller with operator: true in the policy.");
  requireGet(method);
  const reports = await Promise.all(
    [...accounts].map(async ([name, account]) => [name, await readAccount(account, timeoutMs)] as const),
  );
  const statuses: readonly Status[] = reports.map(([, { status }]) => status);
  const ranking = Object.entries(STATUSES).findLast(([status]) => statuses.some((one) => one === status));
  const [status, httpStatus] = ranking ?? ["ready", 200];
  return jsonResponse({ status, accounts: Object.fromEntries(reports) }, httpStatus);
}

async function readAccount(
  account: ReadableAccount,
  timeoutMs: number,
): Promise<{ readonly status: Status } & Record<string, unknown>> {
  if ("faults" in account) return { status: "misconfigured", faults: account.faults };
  const state = await withTimeout(account.state(), timeoutMs, Error).catch(() => undefined);
  if (state === undefined) return { status: "broker_unreachable" };
  const { pair, ...broker } = state;
  if (broker.rejected) return { status: "credentials_rejected", pair, broker };
  const now = Date.now();
  const isRenewing = broker.renewalAt === undefined || !isOverdue(broker.renewalAt, now);
  const isReady = now < (broker.token?.expiresAt ?? 0) && isRenewing;
  return { status: isReady ? "ready" : "untried", pair, broker };
}

function requireGet(method: string): void {
  if (method === "GET" || method === "HEAD") return;
  throw new Problem("method_refused", "The method must be one of: GET, HEAD.", {
    headers: { allow: "GET, HEAD" },
  });
}
