import { aborted } from "../time/aborted.ts";
import type { StoreEntry, TokenStore } from "./token-store.ts";

/** Options of {@link memoryStore}. */
export interface MemoryStoreOptions {
  /** Returns the current time, in epoch milliseconds. Default: the platform's clock. */
  readonly now?: () => number;
}

/**
 * Creates a {@link TokenStore} in this process's memory, for tests, or for several token managers
 * in one program.
 *
 * @example
 * const store = memoryStore();
 * const wakapay = createTokenManager({ baseUrl, apiKey, apiSecret, store });
 */
export function memoryStore({ now = () => Date.now() }: MemoryStoreOptions = {}): TokenStore {
  const entries = new Map<string, { readonly entry: StoreEntry; readonly until: number }>();
  const locks = new Map<string, { readonly owner: string; readonly until: number }>();
  const watchers = new Map<AbortSignal, { readonly key: string; readonly onChange: () => void }>();

  function notify(changed: string): void {
    for (const { key, onChange } of watchers.values()) if (key === changed) onChange();
  }

  return {
    async read(key) {
      const at = now();
      const found = unexpired(entries, key, at);
      return found === undefined ? undefined : { sealed: found.entry.sealed, ttlMs: found.until - at };
    },
    async write(key, entry) {
      const at = now();
      const stored = unexpired(entries, key, at)?.entry;
      if (stored !== undefined && stored.issuedAt > entry.issuedAt && stored.sealed !== entry.rejected)
        return;
      entries.set(key, { entry, until: at + entry.ttlMs });
      notify(key);
    },
    async lock(key, owner, leaseMs) {
      const at = now();
      const holder = unexpired(locks, key, at);
      if (holder === undefined) locks.set(key, { owner, until: at + leaseMs });
      return holder === undefined || holder.owner === owner;
    },
    async unlock(key, owner) {
      if (locks.get(key)?.owner !== owner) return;
      locks.delete(key);
      notify(key);
    },
    async watch(key, onChange, signal) {
      watchers.set(signal, { key, onChange });
      onChange();
      await aborted(signal);
      watchers.delete(signal);
    },
  };
}

/** Returns the value under a key, and deletes it if it has expired. */
function unexpired<T extends { readonly until: number }>(
  map: Map<string, T>,
  key: string,
  at: number,
): T | undefined {
  const found = map.get(key);
  if (found === undefined || at < found.until) return found;
  map.delete(key);
  return undefined;
}
