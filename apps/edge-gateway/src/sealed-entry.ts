import type { AccessToken } from "@wakapay/auth-core";
import type { TokenEntry } from "./persisted.ts";

/** The part of a Durable Object's storage that an entry needs. */
interface Storage {
  get(key: string): Promise<unknown>;
  put(key: string, value: Uint8Array): Promise<void>;
}

/** Whose token an entry holds, and where. */
export interface SealedEntryOptions {
  readonly storage: Storage;
  /** Names the entry, and is bound to its contents: what was sealed under another name cannot be read. */
  readonly name: string;
  /** The secret that the sealing key is derived from; no further key has to be kept. */
  readonly apiSecret: string;
}

const NONCE_BYTES = 12;

/**
 * A token in a Durable Object's storage, as AES-256-GCM ciphertext under a key derived (HKDF, RFC 5869) from the API secret.
 *
 * With another secret, under another name or tampered with, it is a miss: `get` answers undefined.
 */
export function sealedEntry({ storage, name, apiSecret }: SealedEntryOptions): TokenEntry {
  const additionalData = new TextEncoder().encode(name);

  async function cipherKey(): Promise<CryptoKey> {
    const secret = await crypto.subtle.importKey("raw", new TextEncoder().encode(apiSecret), "HKDF", false, [
      "deriveKey",
    ]);
    const derivation = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info: additionalData };
    return crypto.subtle.deriveKey(derivation, secret, { name: "AES-GCM", length: 256 }, false, [
      "encrypt",
      "decrypt",
    ]);
  }

  return {
    async get() {
      const sealed = await storage.get(name);
      if (!(sealed instanceof Uint8Array)) return undefined;
      const cipher = { name: "AES-GCM", iv: sealed.slice(0, NONCE_BYTES), additionalData };
      try {
        const opened = await crypto.subtle.decrypt(cipher, await cipherKey(), sealed.slice(NONCE_BYTES));
        return readToken(JSON.parse(new TextDecoder().decode(opened)));
      } catch {
        return undefined;
      }
    },
    async put(token) {
      const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
      const text = new TextEncoder().encode(JSON.stringify(token));
      const ciphertext = await crypto.subtle.encrypt(
        { name: "AES-GCM", iv, additionalData },
        await cipherKey(),
        text,
      );
      const sealed = new Uint8Array(NONCE_BYTES + ciphertext.byteLength);
      sealed.set(iv);
      sealed.set(new Uint8Array(ciphertext), NONCE_BYTES);
      await storage.put(name, sealed);
    },
  };
}

function readToken(value: unknown): AccessToken | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const {
    value: bearer,
    issuedAt,
    expiresAt,
    replaces,
    fingerprint,
  } = Object.fromEntries(Object.entries(value));
  if (typeof bearer !== "string" || typeof issuedAt !== "number" || typeof expiresAt !== "number")
    return undefined;
  return {
    value: bearer,
    issuedAt,
    expiresAt,
    ...(replaces === true && { replaces }),
    ...(typeof fingerprint === "string" && { fingerprint }),
  };
}
