import type { StoreEntry, TokenStore } from "./token-store.ts";

/** Settings of {@link memoryStore}. */
export interface MemoryStoreOptions {
  /** Epoch milliseconds. Default: the platform's clock. */
  readonly now?: () => number;
}

/** A {@link TokenStore} in this process: for tests, and for several token managers of one program. */
export function memoryStore({ now = () => Date.now() }: MemoryStoreOptions = {}): TokenStore {
  const entries = new Map<string, { readonly entry: StoreEntry; readonly until: number }>();
  const locks = new Map<string, { readonly owner: string; readonly until: number }>();

  return {
    async read(key) {
      return living(entries, key, now())?.entry.sealed;
    },
    async write(key, entry) {
      const at = now();
      const kept = living(entries, key, at)?.entry;
      if (kept !== undefined && kept.issuedAt > entry.issuedAt && kept.sealed !== entry.rejected) return;
      entries.set(key, { entry, until: at + entry.ttlMs });
    },
    async lock(key, owner, leaseMs) {
      const at = now();
      const holder = living(locks, key, at);
      if (holder === undefined) locks.set(key, { owner, until: at + leaseMs });
      return holder === undefined || holder.owner === owner;
    },
    async unlock(key, owner) {
      if (locks.get(key)?.owner === owner) locks.delete(key);
    },
  };
}

/** What is there and not over; what is over is forgotten. */
function living<T extends { readonly until: number }>(
  map: Map<string, T>,
  key: string,
  at: number,
): T | undefined {
  const found = map.get(key);
  if (found === undefined || at < found.until) return found;
  map.delete(key);
  return undefined;
}
