import type { AccessToken } from "./access-token.ts";
import { parseBaseUrl } from "./base-url.ts";
import { type BoundedOptions, bounded } from "./bounded.ts";
import type { Credentials } from "./credentials.ts";
import { parseToken } from "./parse-token.ts";
import { type Sealing, sealing } from "./sealing.ts";
import { storeKey } from "./store-key.ts";
import type { TokenStore } from "./token-store.ts";

/** Whose token it is, where it is kept, and how long the store may take. */
export interface StoredTokenOptions extends BoundedOptions {
  readonly store: TokenStore;
  /** Where the API is: part of the entry's name, as key and secret are. */
  readonly baseUrl: string;
  readonly credentials: Credentials;
  /** Accepts `http:` on a loopback host, for local work. Default `false`. */
  readonly allowInsecureLoopback?: boolean;
}

/** A token that was in the store. */
export interface FoundToken {
  readonly token: AccessToken;
  /** The entry's own text, which tells the entry from every other. */
  readonly sealed: string;
}

/**
 * The place of one pair's token in a fleet's store, and the lock for who obtains it. Every method rejects where the
 * store failed or was too slow.
 */
export interface StoredToken {
  /** What is there; `undefined` for nothing, and for what this secret cannot open. */
  read(): Promise<FoundToken | undefined>;
  /** Keeps a token to its end, unless a later one is there that is not `refused`. */
  write(token: AccessToken, refused?: FoundToken): Promise<void>;
  /** Whether `owner` has the lock now. It is free by itself after `leaseMs`. */
  lock(owner: string, leaseMs: number): Promise<boolean>;
  /** Frees the lock if `owner` has it. */
  unlock(owner: string): Promise<void>;
}

/**
 * Connects one pair of credentials to a {@link TokenStore}, for `adopting` and `shared`. Most programs want
 * `createTokenManager`. Nothing leaves it in clear but the time of issue: the token is sealed, the names are derived.
 */
export function storedToken(options: StoredTokenOptions): StoredToken {
  const { credentials, now = () => Date.now() } = options;
  const { prefix } = parseBaseUrl(options.baseUrl, options.allowInsecureLoopback);
  const store = bounded(options.store, options);
  let place: { readonly key: string; readonly seals: Sealing } | undefined;

  /** Kept as values, not as a promise: another request of a Worker may not wait for a promise of this one. */
  async function located(): Promise<{ readonly key: string; readonly seals: Sealing }> {
    if (place === undefined) {
      const key = await storeKey(prefix, credentials);
      place = { key, seals: sealing(credentials.apiSecret, key) };
    }
    return place;
  }

  return {
    async read() {
      const { key, seals } = await located();
      const sealed = await store.read(key);
      const text = typeof sealed === "string" ? await seals.open(sealed) : undefined;
      const token = text === undefined ? undefined : parseToken(text);
      return sealed === undefined || token === undefined ? undefined : { sealed, token };
    },
    async write(token, refused) {
      const { key, seals } = await located();
      const { issuedAt, expiresAt } = token;
      const entry = { sealed: await seals.seal(JSON.stringify(token)), issuedAt, ttlMs: expiresAt - now() };
      await store.write(key, refused === undefined ? entry : { ...entry, refused: refused.sealed });
    },
    async lock(owner, leaseMs) {
      return store.lock((await located()).key, owner, leaseMs);
    },
    async unlock(owner) {
      await store.unlock((await located()).key, owner);
    },
  };
}
