import { type Cipher, createCipher } from "../crypto/cipher.ts";
import { deriveKey } from "../crypto/derive-key.ts";
import { toHex } from "../crypto/fingerprint.ts";
import type { Credentials } from "../options/credentials.ts";
import type { StoreEntry, TokenStore } from "./token-store.ts";

/** The text of an entry, decrypted. */
export interface FoundEntry {
  readonly text: string;
  /** The entry's ciphertext, which identifies it. */
  readonly sealed: string;
  /** How long the store will keep the entry, in milliseconds, if the store can tell. */
  readonly ttlMs: number | undefined;
}

/** One entry of a store, whose name and content are protected by the API secret. */
export interface EncryptedEntry {
  /** Returns the entry's name in the store. */
  key(): Promise<string>;
  /** Returns the entry, or `undefined` if there is none or this secret cannot decrypt it. */
  read(): Promise<FoundEntry | undefined>;
  write(text: string, entry: Omit<StoreEntry, "sealed">): Promise<void>;
}

/**
 * Creates the entry for one purpose, base URL, key, and secret.
 *
 * The name is derived from all four (HKDF-SHA-256). It reveals none of them, and entries of
 * different accounts or secrets never meet. The content is encrypted with AES-256-GCM and bound to
 * the name.
 */
export function encryptedEntry(
  store: TokenStore,
  purpose: string,
  prefix: string,
  { apiKey, apiSecret }: Credentials,
): EncryptedEntry {
  // Cached as a value: in a Worker, requests must not share promises.
  let location: { readonly key: string; readonly cipher: Cipher } | undefined;

  async function locate(): Promise<{ readonly key: string; readonly cipher: Cipher }> {
    if (location === undefined) {
      const name = await deriveKey(apiSecret, `${purpose} 1 ${JSON.stringify([prefix, apiKey])}`);
      const key = `wakapay:${toHex(name)}`;
      location = { key, cipher: createCipher(apiSecret, key) };
    }
    return location;
  }

  return {
    async key() {
      return (await locate()).key;
    },
    async read() {
      const { key, cipher } = await locate();
      const entry = await store.read(key);
      if (entry === undefined) return undefined;
      const { sealed, ttlMs } = typeof entry === "string" ? { sealed: entry, ttlMs: undefined } : entry;
      const text = await cipher.decrypt(sealed);
      return text === undefined ? undefined : { text, sealed, ttlMs };
    },
    async write(text, entry) {
      const { key, cipher } = await locate();
      await store.write(key, { ...entry, sealed: await cipher.encrypt(text) });
    },
  };
}
