import type { AccessToken } from "@wakapay/auth-core";

const AHEAD = 0.65;
const LONGEST_PAUSE_MS = 60_000;

/** When the broker renews a token by itself: at 65 % of its life, before any isolate asks (at 75 %). Epoch ms. */
export function renewalDueAt({ issuedAt, expiresAt }: AccessToken): number {
  return issuedAt + Math.floor((expiresAt - issuedAt) * AHEAD);
}

/** When to try again after a renewal that brought no later token: after a twentieth of the life, a minute at most. Epoch ms. */
export function retryDueAt({ issuedAt, expiresAt }: AccessToken, at: number): number {
  return at + Math.min(LONGEST_PAUSE_MS, Math.ceil((expiresAt - issuedAt) / 20));
}

/** Whether nobody has asked for the length of a token's life, so that renewing it would serve nobody. */
export function isAbandoned({ issuedAt, expiresAt }: AccessToken, askedAt: number, at: number): boolean {
  return at - askedAt >= expiresAt - issuedAt;
}

/** Whether to note that the broker was asked: not each time, but often enough for {@link isAbandoned}. */
export function isNoteworthy({ issuedAt, expiresAt }: AccessToken, askedAt: number, at: number): boolean {
  return at < askedAt || at - askedAt >= Math.min(60_000, (expiresAt - issuedAt) / 10);
}
