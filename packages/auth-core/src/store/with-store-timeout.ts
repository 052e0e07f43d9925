import { type Runtime, resolveRuntime } from "../options/runtime.ts";
import { activeAt, type TimeWindow } from "../time/time-window.ts";
import { withDeadline } from "../time/with-deadline.ts";
import type { StoreOperation } from "../token/token-event.ts";
import { storeError, storeFailure, UNEXPECTED_REPLY } from "./store-error.ts";
import type { StoredEntry, TokenStore } from "./token-store.ts";

/** Options of {@link withStoreTimeout}. */
export interface StoreTimeoutOptions extends Pick<Runtime, "now" | "wait" | "onEvent"> {
  /** Timeout for each store operation, in milliseconds. Default: 500. */
  readonly storeTimeoutMs?: number;
}

/** How long the store is not waited for after a failure: an outage costs a request one timeout. */
const REST_MS = 1_000;

/**
 * Wraps a store so that every operation succeeds in time or rejects, after the event
 * `store_failed`.
 *
 * An operation fails if it rejects, takes longer than `storeTimeoutMs`, or resolves with something
 * that {@link TokenStore} does not describe. For one second after a failure, `read` and `lock`
 * reject at once, and `write` and `unlock` are sent but not waited for. A lock that is acquired too
 * late is released. `watch` has no timeout and never rejects: without it, the caller polls.
 */
export function withStoreTimeout(store: TokenStore, options: StoreTimeoutOptions = {}): Required<TokenStore> {
  const { storeTimeoutMs = 500 } = options;
  const { now, wait, emit } = resolveRuntime(options);
  let rest: TimeWindow | undefined;

  function isResting(): boolean {
    return activeAt(rest, now()) !== undefined;
  }

  function emitFailure(operation: StoreOperation, startedAt: number, error: unknown): void {
    const durationMs = now() - startedAt;
    emit({ type: "store_failed", operation, durationMs, reason: storeFailure(error) });
  }

  async function attempt<T>(
    operation: StoreOperation,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const startedAt = now();
    const onTimeout = () => storeError("TIMEOUT");
    try {
      return await withDeadline({ timeoutMs: storeTimeoutMs, onTimeout, wait, now }, work);
    } catch (error) {
      const failedAt = now();
      rest = { from: failedAt, until: failedAt + REST_MS };
      emitFailure(operation, startedAt, error);
      throw error;
    }
  }

  /** For operations whose result is needed. */
  async function query<T>(operation: StoreOperation, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (isResting()) throw storeError("RESTING");
    return attempt(operation, work);
  }

  /** For operations whose effect is enough. */
  async function command(operation: StoreOperation, work: () => Promise<void>): Promise<void> {
    const isWaitedFor = !isResting();
    const done = attempt(operation, work);
    if (isWaitedFor) await done;
    else done.catch(() => {});
  }

  return {
    read: (key) => query("read", async () => checkEntry(await store.read(key))),
    lock: (key, owner, leaseMs) =>
      query("lock", async (signal) => {
        const isHolder = checkFlag(await store.lock(key, owner, leaseMs));
        if (isHolder && signal.aborted) await store.unlock(key, owner);
        return isHolder;
      }),
    write: (key, entry) => command("write", async () => store.write(key, entry)),
    unlock: (key, owner) => command("unlock", async () => store.unlock(key, owner)),
    async watch(key, onChange, signal) {
      if (isResting()) return;
      const startedAt = now();
      try {
        await store.watch?.(key, onChange, signal);
      } catch (error) {
        if (!signal.aborted) emitFailure("watch", startedAt, error);
      }
    },
  };
}

function checkEntry(reply: StoredEntry | string | null | undefined): StoredEntry | string | undefined {
  if (reply === undefined || reply === null) return undefined;
  const isEntry =
    typeof reply === "string" || (typeof reply.sealed === "string" && Number.isFinite(reply.ttlMs));
  if (!isEntry) throw storeError(UNEXPECTED_REPLY);
  return reply;
}

function checkFlag(reply: boolean): boolean {
  if (typeof reply !== "boolean") throw storeError(UNEXPECTED_REPLY);
  return reply;
}
