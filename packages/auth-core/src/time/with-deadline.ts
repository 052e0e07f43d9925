import type { Wait } from "./wait.ts";

/** What ends the waiting of {@link within}, apart from the work itself. */
export interface Limits {
  /** How long to wait, in milliseconds. */
  readonly ms: number;
  readonly wait: Wait;
  /** The caller's own signal: its reason is the rejection. */
  readonly signal?: AbortSignal | undefined;
  /** Makes the rejection for when time is over. */
  readonly late: () => unknown;
}

/**
 * Waits for work until it settles, time is over or the caller's signal ends, whichever is first.
 *
 * The work gets a signal that ends with the waiting; a work that is shared ignores it, and goes on.
 */
export function within<T>(limits: Limits, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { ms, wait, signal, late } = limits;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const ending = new AbortController();
    const end = () => {
      signal?.removeEventListener("abort", leave);
      ending.abort();
    };
    const leave = () => {
      reject(signal?.reason);
      end();
    };
    signal?.addEventListener("abort", leave, { once: true });
    wait(ms, ending.signal).then(() => {
      if (ending.signal.aborted) return;
      reject(late());
      end();
    }, reject);
    work(ending.signal).then(resolve, reject).finally(end);
  });
}
