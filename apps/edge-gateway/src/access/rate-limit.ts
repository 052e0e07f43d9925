import { Problem } from "../http/problem.ts";
import type { Caller } from "./policy.ts";

/** A rate-limit binding, and how it is configured. */
export interface BurstLimit {
  readonly binding: RateLimit;
  /** Maximum number of requests per period. */
  readonly limit: number;
  /** The period, in seconds. */
  readonly period: number;
}

/** The burst limits by the name that a policy uses. */
export type BurstLimits = Readonly<Record<NonNullable<Caller["burst"]>, BurstLimit | undefined>>;

/**
 * Counts a request against the caller's burst limit. Throws `burst_exceeded` if the limit is
 * exceeded. Cloudflare counts per location.
 *
 * Fails open: if the limiter errors, or is not bound in the local environment, the request is
 * allowed.
 */
export async function enforceRateLimit({ name, burst }: Caller, limits: BurstLimits): Promise<void> {
  const burstLimit = burst && limits[burst];
  if (burstLimit === undefined) return;
  const { binding, limit, period } = burstLimit;
  const { success } = await binding.limit({ key: name }).catch(() => ({ success: true }));
  if (success) return;
  throw new Problem("burst_exceeded", `The caller may send ${limit} requests per ${period} seconds.`, {
    headers: { "retry-after": String(period) },
    members: { limit, period },
  });
}
