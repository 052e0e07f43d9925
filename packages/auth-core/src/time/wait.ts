/** Resolves after `ms` milliseconds, or at once when the signal ends. It never rejects. */
export type Wait = (ms: number, signal?: AbortSignal) => Promise<void>;

/** What fits into the platform's timers; a longer time would be over at once. */
const LONGEST_MS = 2_147_483_647;

/** The platform's timer, for 24 days at most; the default wherever a {@link Wait} is an option. */
export const wait: Wait = (ms, signal) =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, Math.min(ms, LONGEST_MS));
    signal?.addEventListener("abort", done, { once: true });
  });
