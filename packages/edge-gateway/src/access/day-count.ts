import { PORTION_SHARE, type TakeReply, type TakeRequest } from "./quota-protocol.ts";

const DAY_MS = 86_400_000;

/** How many counts isolates have taken on a day. */
export interface DayCount {
  /** Days since 1970-01-01 UTC. */
  readonly day: number;
  readonly taken: number;
}

/**
 * Takes counts of a caller's quota. The total of a day never exceeds `perDay`.
 *
 * A day never starts twice: if the clock goes back past midnight, the later day continues.
 */
export function takeCounts(
  stored: DayCount | undefined,
  { perDay, count }: TakeRequest,
  now: number,
): { readonly dayCount: DayCount; readonly reply: TakeReply } {
  const today = Math.floor(now / DAY_MS);
  const { day, taken } = stored && stored.day >= today ? stored : { day: today, taken: 0 };
  const left = Math.max(0, perDay - taken);
  const granted = Math.min(count, left, Math.max(1, Math.floor(left * PORTION_SHARE)));
  return {
    dayCount: { day, taken: taken + granted },
    reply: { granted, day, endsInMs: (day + 1) * DAY_MS - now },
  };
}
