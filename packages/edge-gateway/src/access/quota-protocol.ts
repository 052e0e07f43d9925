/**
 * What an isolate requests from a {@link CallerQuota}.
 *
 * During a gradual deployment, two versions of the Worker exchange requests and replies. Only add
 * members.
 */
export interface TakeRequest {
  /** The caller's quota, in the policy of the isolate's version. */
  readonly perDay: number;
  /** How many counts the isolate can use: at least 1. */
  readonly count: number;
}

/** What a {@link CallerQuota} returns. */
export interface TakeReply {
  /** How many counts the isolate may use until the end of the day. 0 if the quota is used up. */
  readonly granted: number;
  /** The day of the counts, as days since 1970-01-01 UTC. */
  readonly day: number;
  /** The time until the day ends, by the object's clock, in milliseconds. */
  readonly endsInMs: number;
}

/** The quotas of all callers: the part of a Durable Object namespace that an isolate needs. */
export interface QuotaNamespace {
  getByName(name: string): { take(request: TakeRequest): Promise<TakeReply> };
}

/**
 * A portion is at most this share of what the isolate has taken today, and of what is left of the
 * quota.
 */
export const PORTION_SHARE = 0.1;
