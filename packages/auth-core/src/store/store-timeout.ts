import { activeAt, type TimeWindow } from "../time/time-window.ts";
import { wait as platformWait, type Wait } from "../time/wait.ts";
import { withDeadline } from "../time/with-deadline.ts";
import { type StoreOperation, safely, type TokenEventListener } from "../token/token-event.ts";
import type { TokenStore } from "./token-store.ts";

/** How long a store may take. */
export interface StoreTimeoutOptions {
  /** How long each answer of the store is waited for, in milliseconds. Default 500. */
  readonly storeTimeoutMs?: number;
  readonly onEvent?: TokenEventListener;
  readonly now?: () => number;
  readonly wait?: Wait;
}

/** For so long after a failure nobody waits for the store, so that an outage costs a request one wait, not four. */
const REST_MS = 1_000;

/**
 * A store that answers in time or fails: a method that rejects or is too slow rejects, after the event `store_failed`.
 *
 * In the second after a failure `read` and `lock` reject at once; `write` and `unlock` are sent and not waited for. A
 * lock that is granted too late is given back. Most programs want `createTokenManager`.
 */
export function bounded(store: TokenStore, options: StoreTimeoutOptions = {}): TokenStore {
  const { storeTimeoutMs = 500, now = () => Date.now(), wait = platformWait } = options;
  const emit = safely(options.onEvent);
  let rest: TimeWindow | undefined;

  function isResting(): boolean {
    return activeAt(rest, now()) !== undefined;
  }

  async function answered<T>(
    operation: StoreOperation,
    work: () => Promise<T>,
    onLate: (answer: T) => Promise<void> | undefined = () => undefined,
  ): Promise<T> {
    const startedAt = now();
    try {
      return await withDeadline(
        { timeoutMs: storeTimeoutMs, wait, now, onTimeout: unanswered },
        async (signal) => {
          const answer = await work();
          if (signal.aborted) await onLate(answer);
          return answer;
        },
      );
    } catch (error) {
      const failedAt = now();
      rest = { from: failedAt, until: failedAt + REST_MS };
      emit({ type: "store_failed", operation, durationMs: failedAt - startedAt });
      throw error;
    }
  }

  async function asked<T>(...call: Parameters<typeof answered<T>>): Promise<T> {
    if (isResting()) throw unanswered();
    return answered(...call);
  }

  async function told(operation: StoreOperation, work: () => Promise<void>): Promise<void> {
    const answer = answered(operation, work);
    if (isResting()) answer.catch(() => {});
    else await answer;
  }

  return {
    read: (key) => asked("read", () => store.read(key)),
    write: (key, entry) => told("write", () => store.write(key, entry)),
    lock: (key, owner, leaseMs) =>
      asked(
        "lock",
        () => store.lock(key, owner, leaseMs),
        (held) => (held ? store.unlock(key, owner) : undefined),
      ),
    unlock: (key, owner) => told("unlock", () => store.unlock(key, owner)),
  };
}

function unanswered(): Error {
  return new Error("The token store does not answer");
}
