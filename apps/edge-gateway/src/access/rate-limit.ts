import { Problem } from "../http/problem.ts";
import type { Caller } from "./policy.ts";

const PERIOD_SECONDS = 10;

/** The rate-limit bindings, by the name that a policy uses. */
export type BurstLimits = Readonly<Record<NonNullable<Caller["burst"]>, RateLimit | undefined>>;

/**
 * Counts a request against the caller's burst limit. Throws `burst_exceeded` if the limit is
 * exceeded. Cloudflare counts per location.
 *
 * Fails open: if the limiter errors, or is not bound in the local environment, the request is
 * allowed.
 */
export async function enforceRateLimit({ name, burst }: Caller, limits: BurstLimits): Promise<void> {
  const limit = burst && limits[burst];
  if (limit === undefined) return;
  const { success } = await limit.limit({ key: name }).catch(() => ({ success: true }));
  if (success) return;
  throw new Problem("burst_exceeded", `The caller's limit counts ${PERIOD_SECONDS} seconds.`, {
    headers: { "retry-after": String(PERIOD_SECONDS) },
  });
}
