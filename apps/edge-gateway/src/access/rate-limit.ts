import { Problem } from "../http/problem.ts";
import type { Caller } from "./policy.ts";

const PERIOD_SECONDS = 10;

/** The rate-limit bindings, by the name that a policy uses. */
export type BurstLimits = Readonly<Record<NonNullable<Caller["burst"]>, RateLimit | undefined>>;

/**
 * Counts a caller's request against its burst limit, and refuses with 429 beyond.
 *
 * Cloudflare counts for each location. A limiter that fails lets pass, as one does that is not bound in the local environment:
 * it protects WakaPay from a careless caller, and must not stop a careful one. (Deployed, an unbound one is a fault.)
 */
export async function enforceRateLimit({ name, burst }: Caller, limits: BurstLimits): Promise<void> {
  const limit = burst === undefined ? undefined : limits[burst];
  if (limit === undefined) return;
  const { success } = await limit.limit({ key: name }).catch(() => ({ success: true }));
  if (success) return;
  throw new Problem(
    "burst_exceeded",
    `Send fewer requests: the limit of this caller counts ${PERIOD_SECONDS} seconds.`,
    {
      headers: { "retry-after": String(PERIOD_SECONDS) },
    },
  );
}
