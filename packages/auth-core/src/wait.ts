/** Resolves after `ms` milliseconds, or at once when the signal ends. It never rejects. */
export type Wait = (ms: number, signal?: AbortSignal) => Promise<void>;

/** The platform's timer; the default wherever a {@link Wait} is an option. */
export const wait: Wait = (ms, signal) =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done, { once: true });
  });
