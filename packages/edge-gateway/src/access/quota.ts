import { callObject } from "../http/call-object.ts";
import { Problem } from "../http/problem.ts";
import { logError } from "../http/request-log.ts";
import type { Caller } from "../policy/policy.ts";
import { createLease, type LeaseRuntime, RETRY_AFTER_MS } from "./quota-lease.ts";
import type { QuotaNamespace, TakeRequest } from "./quota-protocol.ts";

const SECOND_MS = 1_000;
const DAY_SECONDS = 86_400;

/** The part of the configuration that quotas need. */
export interface QuotaConfig {
  readonly environment: string;
  /** Required if the policy of any caller has a quota. */
  readonly quotas: QuotaNamespace | undefined;
}

/**
 * Creates the function that counts a request against its caller's daily quota.
 *
 * It throws `quota_exceeded` if the quota is used up. If the caller's {@link CallerQuota} is down,
 * `whenDown` of the policy decides: the request is allowed, or `quota_unavailable` is thrown.
 *
 * There is one object for each environment and caller. Pass `waitUntil` as `background`.
 */
export function createQuota(
  { environment, quotas }: QuotaConfig,
  runtime: Omit<LeaseRuntime, "onDown"> = {},
): (caller: Pick<Caller, "name" | "quota">) => Promise<void> {
  const leases = new Map<string, ReturnType<typeof createLease>>();

  function createLeaseOf(name: string, namespace: QuotaNamespace, whenDown: string) {
    const take = (request: TakeRequest) =>
      callObject(() => namespace.getByName(`${environment} ${name}`).take(request));
    const onDown = () => logError({ event: "quota_unavailable", caller: name, whenDown });
    const spend = createLease(take, { ...runtime, onDown });
    leases.set(name, spend);
    return spend;
  }

  return async ({ name, quota }) => {
    if (quota === undefined || quotas === undefined) return;
    const { perDay, whenDown } = quota;
    const spend = leases.get(name) ?? createLeaseOf(name, quotas, whenDown);
    const spending = await spend(perDay);
    if (spending.kind === "exceeded") throw exceeded(perDay, spending.resetMs);
    if (spending.kind === "down" && whenDown === "reject") throw unavailable();
  };
}

/** @see draft-ietf-httpapi-ratelimit-headers, for `RateLimit` and `RateLimit-Policy` */
function exceeded(perDay: number, resetMs: number): Problem {
  const seconds = Math.ceil(resetMs / SECOND_MS);
  return new Problem(
    "quota_exceeded",
    "The caller's quota for this day is used up. It resets at 00:00 UTC.",
    {
      headers: {
        "retry-after": String(seconds),
        "ratelimit-policy": `"daily";q=${perDay};w=${DAY_SECONDS}`,
        ratelimit: `"daily";r=0;t=${seconds}`,
      },
    },
  );
}

function unavailable(): Problem {
  return new Problem(
    "quota_unavailable",
    "The gateway cannot count the request against the caller's quota. It was not sent and is safe to retry.",
    {
      headers: { "retry-after": String(RETRY_AFTER_MS / SECOND_MS) },
      members: { outcome: "not_sent" },
    },
  );
}
