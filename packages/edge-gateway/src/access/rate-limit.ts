import { Problem } from "../http/problem.ts";
import type { Caller } from "../policy/policy.ts";

/** The rate-limit bindings by the name that a policy uses. */
export type BurstLimits = Readonly<Record<NonNullable<Caller["burst"]>, RateLimit | undefined>>;

/** Rate limits have a period of 10 or 60 seconds. A Worker cannot read which one. */
const RETRY_AFTER_SECONDS = "10";

/**
 * Counts a request against the caller's burst limit. Throws `burst_exceeded` if the limit is
 * exceeded. Cloudflare counts per location.
 *
 * Fails open: if the limiter errors, or is not bound in the local environment, the request is
 * allowed.
 */
export async function enforceRateLimit({ name, burst }: Caller, limits: BurstLimits): Promise<void> {
  const limiter = burst && limits[burst];
  if (limiter === undefined) return;
  const { success } = await limiter.limit({ key: name }).catch(() => ({ success: true }));
  if (success) return;
  throw new Problem("burst_exceeded", "The caller sends too many requests at once. Send them later.", {
    headers: { "retry-after": RETRY_AFTER_SECONDS },
  });
}
