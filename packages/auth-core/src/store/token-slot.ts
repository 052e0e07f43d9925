import { type Cipher, createCipher } from "../crypto/cipher.ts";
import { parseBaseUrl } from "../options/base-url.ts";
import type { Credentials } from "../options/credentials.ts";
import type { AccessToken } from "../token/access-token.ts";
import { parseToken } from "../token/access-token.ts";
import { storeKey } from "./store-key.ts";
import { bounded, type StoreTimeoutOptions } from "./store-timeout.ts";
import type { TokenStore } from "./token-store.ts";

/** Whose token it is, where it is kept, and how long the store may take. */
export interface TokenSlotOptions extends StoreTimeoutOptions {
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
export interface TokenSlot {
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
export function tokenSlot(options: TokenSlotOptions): TokenSlot {
  const { credentials, now = () => Date.now() } = options;
  const { prefix } = parseBaseUrl(options.baseUrl, options.allowInsecureLoopback);
  const store = bounded(options.store, options);
  let place: { readonly key: string; readonly cipher: Cipher } | undefined;

  /** Kept as values, not as a promise: another request of a Worker may not wait for a promise of this one. */
  async function located(): Promise<{ readonly key: string; readonly cipher: Cipher }> {
    if (place === undefined) {
      const key = await storeKey(prefix, credentials);
      place = { key, cipher: createCipher(credentials.apiSecret, key) };
    }
    return place;
  }

  return {
    async read() {
      const { key, cipher } = await located();
      const sealed = await store.read(key);
      const text = typeof sealed === "string" ? await cipher.decrypt(sealed) : undefined;
      const token = text === undefined ? undefined : parseToken(text);
      return sealed === undefined || token === undefined ? undefined : { sealed, token };
    },
    async write(token, refused) {
      const { key, cipher } = await located();
      const { issuedAt, expiresAt } = token;
      const entry = {
        sealed: await cipher.encrypt(JSON.stringify(token)),
        issuedAt,
        ttlMs: expiresAt - now(),
      };
      await store.write(key, refused === undefined ? entry : { ...entry, rejected: refused.sealed });
    },
    async lock(owner, leaseMs) {
      return store.lock((await located()).key, owner, leaseMs);
    },
    async unlock(owner) {
      await store.unlock((await located()).key, owner);
    },
  };
}
