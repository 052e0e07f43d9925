import { type StartTimer, withTimeout } from "../http/with-timeout.ts";
import { PORTION_SHARE, type TakeReply, type TakeRequest } from "./quota-protocol.ts";

/** The longest wait for the object. */
const TIMEOUT_MS = 2_000;
/** How long the object is not called after it failed. */
export const RETRY_AFTER_MS = 5_000;

/** Whether a request may be sent. */
export type Spending =
  | { readonly kind: "counted" }
  /** The quota is used up. It starts again after `resetMs`. */
  | { readonly kind: "exceeded"; readonly resetMs: number }
  /** The object is down, and the isolate has no counts left. */
  | { readonly kind: "down" };

/** Time, the background, and what to do when the object goes down. */
export interface LeaseRuntime {
  readonly now?: () => number;
  readonly startTimer?: StartTimer;
  /** Lets work end after its request did: `waitUntil`. */
  readonly background?: (work: Promise<unknown>) => void;
  /** Called at most once in {@link RETRY_AFTER_MS}. */
  readonly onDown?: () => void;
}

/** Counts that an isolate took and has not used. */
interface Lease {
  readonly day: number;
  /** When the day ends, by the isolate's clock. */
  readonly endsAt: number;
  left: number;
  /** All that the isolate took on this day. */
  readonly taken: number;
  /** Whether the object had none left. */
  readonly isUsedUp: boolean;
}

const COUNTED: Spending = { kind: "counted" };
const DOWN: Spending = { kind: "down" };
const NO_LEASE: Lease = { day: 0, endsAt: 0, left: 0, taken: 0, isUsedUp: false };

/**
 * Creates an isolate's lease on a caller's quota, and returns the function that spends one count.
 *
 * Counts come from the isolate's memory. If it has none, the request takes a portion from the
 * object. Until the portion has arrived, other requests take one count each, for themselves:
 * requests share the counts, and never a promise.
 *
 * @example
 * const spend = createLease((request) => stub().take(request), { background: waitUntil });
 * const { kind } = await spend(10_000);
 */
export function createLease(
  take: (request: TakeRequest) => Promise<TakeReply>,
  { now = Date.now, startTimer, background = () => {}, onDown = () => {} }: LeaseRuntime = {},
): (perDay: number) => Promise<Spending> {
  let lease = NO_LEASE;
  /** Until then, another request is taking a portion. */
  let takingUntil = 0;
  /** Until then, the object is not called. 0 if it responds. */
  let downUntil = 0;

  /** Keeps the counts of a reply, except the one of the request itself. */
  function keep({ granted, day, endsInMs }: TakeReply, sentAt: number): void {
    downUntil = 0;
    if (day < lease.day) return;
    const { left, taken } = day === lease.day ? lease : NO_LEASE;
    lease = {
      day,
      // Counted from before the call, so the lease ends before the object's day does.
      endsAt: sentAt + endsInMs,
      left: left + Math.max(0, granted - 1),
      taken: taken + granted,
      isUsedUp: granted === 0,
    };
  }

  /** Takes counts, and returns the reply, or `undefined` if the object is down. */
  async function takeCounts(perDay: number, at: number): Promise<TakeReply | undefined> {
    const wasDown = downUntil > 0;
    const isFirst = !isWithin(at, takingUntil, TIMEOUT_MS);
    const portion = at < lease.endsAt ? 1 + Math.floor(lease.taken * PORTION_SHARE) : 1;
    if (isFirst) takingUntil = at + TIMEOUT_MS;
    // One request at a time finds out whether the object is up again.
    if (wasDown) downUntil = at + TIMEOUT_MS;
    const call = take({ perDay, count: isFirst ? portion : 1 }).then((reply) => {
      keep(reply, at);
      return reply;
    });
    // The portion is kept even if this request's caller disconnects, or does not wait for it.
    background(call.catch(() => {}));
    try {
      return await withTimeout(call, TIMEOUT_MS, Error, startTimer);
    } catch {
      const failedAt = now();
      if (wasDown || !isWithin(failedAt, downUntil, RETRY_AFTER_MS)) onDown();
      downUntil = failedAt + RETRY_AFTER_MS;
      return undefined;
    } finally {
      if (isFirst) takingUntil = 0;
    }
  }

  return async (perDay) => {
    const at = now();
    if (at < lease.endsAt) {
      if (lease.left > 0) {
        lease.left -= 1;
        return COUNTED;
      }
      if (lease.isUsedUp) return { kind: "exceeded", resetMs: lease.endsAt - at };
    }
    if (isWithin(at, downUntil, RETRY_AFTER_MS)) return DOWN;
    const reply = await takeCounts(perDay, at);
    if (reply === undefined) return DOWN;
    return reply.granted > 0 ? COUNTED : { kind: "exceeded", resetMs: reply.endsInMs };
  };
}

/**
 * Whether `at` is before `until`. A clock that was set back never makes this longer than `maxMs`.
 */
function isWithin(at: number, until: number, maxMs: number): boolean {
  return at < until && until <= at + maxMs;
}
