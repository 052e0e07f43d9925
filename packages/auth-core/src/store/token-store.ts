/** What {@link TokenStore.write} stores under a key. */
export interface StoreEntry {
  /** Ciphertext that only a holder of the API secret can decrypt. Store it unchanged. */
  readonly sealed: string;
  /**
   * When the entry was issued, in epoch milliseconds. In clear, so that the store can compare
   * entries.
   */
  readonly issuedAt: number;
  /** How long to store the entry, in milliseconds. */
  readonly ttlMs: number;
  /** The `sealed` of the entry that this one replaces, even if that one has a later `issuedAt`. */
  readonly rejected?: string;
}

/** What {@link TokenStore.read} found under a key. */
export interface StoredEntry {
  readonly sealed: string;
  /** How much of `ttlMs` is left, in milliseconds, by the store's clock. */
  readonly ttlMs: number;
}

/**
 * Shares entries and locks between the processes of a fleet.
 *
 * `redisStore` and `memoryStore` are implementations. To use another database, implement the first
 * four methods, and test them with `storeContract` of `@wakapay/auth-core/testing`.
 *
 * If a method rejects, resolves with anything else than described here, or takes longer than
 * `storeTimeoutMs`, the token manager continues without the store. A store receives derived names
 * and ciphertext only, never a key, secret, or token. An entry and a lock of the same name are
 * independent.
 */
export interface TokenStore {
  /**
   * Returns the entry and the time it has left, or `undefined` if there is none or it has expired.
   *
   * A store that cannot tell the time left may return only the `sealed` text. Then the clocks of
   * all processes must agree.
   */
  read(key: string): Promise<StoredEntry | string | undefined>;
  /**
   * Stores an entry. Does nothing if the stored entry has a later `issuedAt` and its `sealed` is
   * not the new entry's `rejected`. Comparing and storing must be one atomic step.
   */
  write(key: string, entry: StoreEntry): Promise<void>;
  /**
   * Acquires the lock for `leaseMs`. Afterwards, the lock is free again. Returns whether `owner`
   * holds the lock, including when it already held it: clients resend commands after a lost
   * connection.
   */
  lock(key: string, owner: string, leaseMs: number): Promise<boolean>;
  /** Releases the lock if `owner` holds it, in one atomic step. Otherwise, does nothing. */
  unlock(key: string, owner: string): Promise<void>;
  /**
   * Optional. Calls `onChange` once when it starts to watch the key, and then each time that an
   * entry is written or a lock is released, until `signal` aborts. Settles when it no longer
   * watches, for example because the connection is lost.
   *
   * Without it, processes that wait for a token read the store at short intervals. With it, they
   * read when something has changed, and once per second in case a change was missed.
   */
  watch?(key: string, onChange: () => void, signal: AbortSignal): Promise<void>;
}
