import type { Wait } from "./wait.ts";

/** Options of {@link withDeadline}. */
export interface Deadline {
  /** How long to wait for the work, in milliseconds. */
  readonly timeoutMs: number;
  /** Creates the error that the promise rejects with on timeout. */
  readonly onTimeout: () => unknown;
  /** The caller's signal. If it aborts, the promise rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  readonly wait: Wait;
  /** Returns the current time, in epoch milliseconds. */
  readonly now: () => number;
}

/** How late a timer must fire to show that the process was suspended or busy, in milliseconds. */
const LATE_MS = 50;

/** How often a deadline is extended, so that a process that is always busy still times out. */
const MAX_EXTENSIONS = 10;

/**
 * Waits for work until it settles, the timeout expires, or the caller's signal aborts.
 *
 * `work` receives a signal that aborts when the wait ends, with the error as its reason, and a
 * function that returns how much time is left, in milliseconds. Work that other callers share
 * ignores the signal and continues.
 *
 * Time in which the process was suspended or busy does not count. If the timer fires late, the
 * deadline is extended by the delay, up to `timeoutMs`. Before the promise rejects, responses that
 * have already arrived are delivered.
 */
export function withDeadline<T>(
  deadline: Deadline,
  work: (signal: AbortSignal, remainingMs: () => number) => Promise<T>,
): Promise<T> {
  const { timeoutMs, onTimeout, signal, wait, now } = deadline;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const ended = new AbortController();
    let endsAt = now() + timeoutMs;

    function remainingMs(): number {
      const leftMs = endsAt - now();
      // The timer is about to fire late, and will extend the deadline.
      const extensionMs = leftMs < -LATE_MS ? -leftMs : 0;
      return Math.min(timeoutMs, Math.max(leftMs, extensionMs));
    }

    function end(reason?: unknown): void {
      signal?.removeEventListener("abort", onAbort);
      ended.abort(reason);
    }

    function onAbort(): void {
      reject(signal?.reason);
      end(signal?.reason);
    }

    async function expire(): Promise<void> {
      let delayMs = timeoutMs;
      for (let extensions = 0; ; extensions++) {
        const startedAt = now();
        await wait(delayMs, ended.signal);
        const lateMs = now() - startedAt - delayMs;
        if (lateMs < LATE_MS || extensions === MAX_EXTENSIONS) break;
        delayMs = Math.min(timeoutMs, lateMs);
        endsAt = now() + delayMs;
      }
      if (!ended.signal.aborted) await wait(0, ended.signal);
      if (ended.signal.aborted) return;
      const error = onTimeout();
      reject(error);
      end(error);
    }

    signal?.addEventListener("abort", onAbort, { once: true });
    expire().catch(reject);
    work(ended.signal, remainingMs)
      .then(resolve, reject)
      .finally(() => end());
  });
}

/** A caller that waits for a promise. Empty when the caller has left. */
interface Waiter<T> {
  settle?: ((promise: Promise<T>) => void) | undefined;
}

/**
 * Waits for a promise until it settles or the signal aborts. On abort, rejects with the signal's
 * reason and releases the caller's memory, even if the promise stays pending.
 */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  if (signal.aborted) return Promise.reject(signal.reason);
  const waiter: Waiter<T> = {};
  const outcome = new Promise<T>((resolve, reject) => {
    const onAbort = () => {
      waiter.settle = undefined;
      reject(signal.reason);
    };
    waiter.settle = (settled) => {
      signal.removeEventListener("abort", onAbort);
      resolve(settled);
    };
    signal.addEventListener("abort", onAbort, { once: true });
  });
  follow(promise, waiter);
  return outcome;
}

/** What the promise holds on to until it settles: a function that refers to the waiter only. */
function follow<T>(promise: Promise<T>, waiter: Waiter<T>): void {
  const settle = () => waiter.settle?.(promise);
  promise.then(settle, settle);
}
