/** What a store keeps under a key. */
export interface StoreEntry {
  /** Ciphertext that only a holder of the apiSecret can open. Keep it as it is. */
  readonly sealed: string;
  /** When the sealed token was issued (epoch ms), in clear, so that the store can compare without the secret. */
  readonly issuedAt: number;
  /** How long to keep it, in milliseconds: what is left of the token's life. */
  readonly ttlMs: number;
  /** The `sealed` of the entry whose token the API refused: that one yields, even if it says that it was issued later. */
  readonly rejected?: string;
}

/**
 * Where a fleet keeps one token for each pair of credentials, and a lock for who obtains it.
 *
 * `memoryStore` and `redisStore` are two; write your own for another database and prove it with `storeContract` of
 * `@wakapay/auth-core/testing`. A method that rejects, or takes longer than `storeTimeoutMs`, is a store that failed: the
 * token is then exchanged without it. A store sees no key, no secret and no token, only derived names and ciphertext.
 * A key's entry and its lock share the name and nothing else.
 */
export interface TokenStore {
  /** The `sealed` of the entry, or `undefined` where there is none or its time is over. */
  read(key: string): Promise<string | undefined>;
  /**
   * Keeps an entry, unless one is there whose `issuedAt` is later and whose `sealed` is not `refused`: then that stays
   * as it is. To compare and to set must be one step.
   */
  write(key: string, entry: StoreEntry): Promise<void>;
  /**
   * Takes the lock for `leaseMs`, after which it is free by itself. Answers whether `owner` has it now: also where it had
   * it already, since clients send again what a broken connection left open. `false` means that another has it.
   */
  lock(key: string, owner: string, leaseMs: number): Promise<boolean>;
  /** Frees the lock if `owner` has it, in one step; otherwise does nothing. */
  unlock(key: string, owner: string): Promise<void>;
}
