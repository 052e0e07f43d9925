/** Resolves after `ms` milliseconds, or as soon as the signal aborts. Never rejects. */
export type Wait = (ms: number, signal?: AbortSignal) => Promise<void>;

/** The longest delay that the platform's timers support. A longer one would fire at once. */
const LONGEST_DELAY_MS = 2_147_483_647;

/** Waits with the platform's timer, for up to 24 days. The default of every `wait` option. */
export const wait: Wait = (ms, signal) =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, Math.min(ms, LONGEST_DELAY_MS));
    signal?.addEventListener("abort", done, { once: true });
  });
