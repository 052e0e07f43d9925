import { parseBaseUrl } from "../options/base-url.ts";
import type { Credentials } from "../options/credentials.ts";
import { resolveRuntime } from "../options/runtime.ts";
import { type AccessToken, parseToken } from "../token/access-token.ts";
import { encryptedEntry } from "./encrypted-entry.ts";
import { type FleetCooldown, fleetCooldown } from "./fleet-cooldown.ts";
import type { TokenStore } from "./token-store.ts";
import { type StoreTimeoutOptions, withStoreTimeout } from "./with-store-timeout.ts";

/** Options of {@link tokenSlot}. */
export interface TokenSlotOptions extends StoreTimeoutOptions {
  readonly store: TokenStore;
  /** The API's address. Like the key and the secret, it determines the entry's name. */
  readonly baseUrl: string;
  readonly credentials: Credentials;
  /** Accepts an `http:` base URL if the host is a loopback host. Default: false. */
  readonly allowInsecureLoopback?: boolean;
}

/** A token that was found in the store. Its times are by this machine's clock. */
export interface FoundToken {
  readonly token: AccessToken;
  /** The entry's ciphertext, which identifies the entry. */
  readonly sealed: string;
}

/**
 * A lock of a fleet: that of the process that requests the token, or that of the one which takes
 * its place if it takes too long, for example because it crashed. Default: `holder`.
 */
export type LockRole = "holder" | "substitute";

/**
 * What a fleet shares for one key, secret, and base URL: a token, locks, and a cooldown. The
 * methods reject if the store fails or times out.
 */
export interface TokenSlot {
  /** Returns the stored token, or `undefined` if there is none that this secret can decrypt. */
  read(): Promise<FoundToken | undefined>;
  /** Stores a token until it expires, unless a later one is stored that is not `replaced`. */
  write(token: AccessToken, replaced?: FoundToken): Promise<void>;
  /** Acquires a lock for `leaseMs`. Returns whether `owner` holds it. */
  lock(owner: string, leaseMs: number, role?: LockRole): Promise<boolean>;
  /** Releases a lock if `owner` holds it. */
  unlock(owner: string, role?: LockRole): Promise<void>;
  /**
   * Calls `onChange` when it starts to watch, and each time that a token is stored or the lock is
   * released, until `signal` aborts. Resolves when it no longer watches, at once if the store
   * cannot. Never rejects.
   */
  watch(onChange: () => void, signal: AbortSignal): Promise<void>;
  /** The fleet's cooldown: the `memory` of `coolingDown`. Never rejects. */
  readonly cooldown: FleetCooldown;
}

/**
 * Connects one key, secret, and base URL to a {@link TokenStore}, for `adopting` and `shared`.
 *
 * Most programs use `createTokenManager`, which includes this. The store receives derived names and
 * ciphertext. Only the times at which entries are issued and expire are in clear.
 *
 * @example
 * const slot = tokenSlot({ store: redisStore(client), baseUrl, credentials });
 */
export function tokenSlot(options: TokenSlotOptions): TokenSlot {
  const { credentials } = options;
  const { now } = resolveRuntime(options);
  const { prefix } = parseBaseUrl(options.baseUrl, options.allowInsecureLoopback);
  const store = withStoreTimeout(options.store, options);
  const entry = encryptedEntry(store, "token", prefix, credentials);

  async function lockName(role: LockRole = "holder"): Promise<string> {
    const key = await entry.key();
    return role === "holder" ? key : `${key}:substitute`;
  }

  return {
    async read() {
      const at = now();
      const found = await entry.read();
      const token = found && parseToken(found.text);
      if (found === undefined || token === undefined) return undefined;
      return { sealed: found.sealed, token: rebase(token, at, found.ttlMs) };
    },
    async write(token, replaced) {
      const { issuedAt, expiresAt } = token;
      const fields = { issuedAt, ttlMs: Math.min(expiresAt - now(), expiresAt - issuedAt) };
      const text = JSON.stringify(token);
      await entry.write(text, replaced === undefined ? fields : { ...fields, rejected: replaced.sealed });
    },
    async lock(owner, leaseMs, role) {
      return store.lock(await lockName(role), owner, leaseMs);
    },
    async unlock(owner, role) {
      await store.unlock(await lockName(role), owner);
    },
    async watch(onChange, signal) {
      await store.watch(await entry.key(), onChange, signal);
    },
    cooldown: fleetCooldown(encryptedEntry(store, "cooldown", prefix, credentials), now),
  };
}

/**
 * Moves a token's times to this machine's clock: another machine's clock may differ, but the store
 * says how much of the token's life is left. A token never has more left than its whole life.
 */
function rebase(token: AccessToken, at: number, ttlMs = token.expiresAt - at): AccessToken {
  const lifeMs = token.expiresAt - token.issuedAt;
  const expiresAt = at + Math.min(ttlMs, lifeMs);
  return { ...token, issuedAt: expiresAt - lifeMs, expiresAt };
}
