import type { Wait } from "../time/wait.ts";
import type { TokenSlot } from "./token-slot.ts";

/** The changes of a slot that a process waits for. */
export interface Changes {
  /** Whether the store reports changes. Otherwise, the process must poll. */
  isWatching(): boolean;
  /**
   * Waits for a change since the last call, for up to `ms`. Returns whether there was one.
   */
  next(ms: number, signal: AbortSignal | undefined): Promise<boolean>;
  stop(): void;
}

/** Starts to watch a slot. If the watch ends, the next wait ends early, so that polling begins. */
export function watchChanges(slot: Pick<TokenSlot, "watch">, wait: Wait): Changes {
  const watching = new AbortController();
  let isWatching = false;
  let change = new AbortController();

  async function watch(): Promise<void> {
    await slot.watch(() => {
      isWatching = true;
      change.abort();
    }, watching.signal);
    if (!isWatching) return;
    isWatching = false;
    change.abort();
  }

  watch().catch(() => {});
  return {
    isWatching: () => isWatching,
    async next(ms, signal) {
      const current = change.signal;
      await wait(ms, signal === undefined ? current : AbortSignal.any([current, signal]));
      if (current.aborted) change = new AbortController();
      return current.aborted;
    },
    stop: () => watching.abort(),
  };
}
