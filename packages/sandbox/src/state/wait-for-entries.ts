import type { Journal, JournalEntry, JournalQuery } from "./journal.ts";

/** Which entries to wait for, and for how long. */
export interface JournalWait extends JournalQuery {
  /** Ends the wait. It then rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits until one of the selected entries is not pending. Then returns all of them, including
 * pending ones.
 */
export function waitForEntries(
  journal: Journal,
  { signal, after = 0, limit }: JournalWait,
): Promise<readonly JournalEntry[]> {
  return new Promise((resolve, reject) => {
    const check = () => {
      const entries = journal.entries({ after, limit });
      if (!entries.some(({ durationMs }) => durationMs !== null)) return;
      stop();
      resolve(entries);
    };
    const unsubscribe = journal.subscribe(check);
    const onAbort = () => {
      stop();
      reject(signal?.reason);
    };
    const stop = () => {
      unsubscribe();
      signal?.removeEventListener("abort", onAbort);
    };
    signal?.addEventListener("abort", onAbort);
    if (signal?.aborted) onAbort();
    else check();
  });
}
