import type { AccessToken } from "@wakapay/auth-core";

/**
 * When the broker renews a token, as a fraction of its lifetime: before any isolate requests it.
 */
export const BROKER_RENEWS_AFTER = 0.65;

/**
 * When an isolate requests a new token from the broker, as a fraction of the lifetime. The range is
 * jittered: all isolates have the same token, and the broker serves about 1,000 requests per
 * second.
 */
export const ISOLATE_RENEWS_AFTER = [0.7, 0.9] as const;

const LONGEST_PAUSE_MS = 60_000;
const LONGEST_DELAY_MS = 60_000;

/** Returns when the broker renews a token, in epoch milliseconds. */
export function renewalDueAt({ issuedAt, expiresAt }: AccessToken): number {
  return issuedAt + Math.floor((expiresAt - issuedAt) * BROKER_RENEWS_AFTER);
}

/** Returns when to retry a failed renewal: after 5% of the lifetime, one minute at most. */
export function retryDueAt({ issuedAt, expiresAt }: AccessToken, now: number): number {
  return now + Math.min(LONGEST_PAUSE_MS, Math.ceil((expiresAt - issuedAt) / 20));
}

/** Returns whether an alarm should have run more than one minute ago. */
export function isOverdue(alarmAt: number, now: number): boolean {
  return now - alarmAt > LONGEST_DELAY_MS;
}

/** Returns whether no isolate has requested a token for the length of a lifetime. */
export function isIdle({ issuedAt, expiresAt }: AccessToken, askedAt: number, now: number): boolean {
  return now - askedAt >= expiresAt - issuedAt;
}

/** Returns whether to record that a token was requested: often enough for {@link isIdle}. */
export function shouldRecordUse({ issuedAt, expiresAt }: AccessToken, askedAt: number, now: number): boolean {
  return now < askedAt || now - askedAt >= Math.min(60_000, (expiresAt - issuedAt) / 10);
}
