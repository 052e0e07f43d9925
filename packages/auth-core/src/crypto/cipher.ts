import { TokenError } from "../token/token-error.ts";
import { deriveKey } from "./derive-key.ts";

/** Encrypts and decrypts text for one storage location. */
export interface Cipher {
  /** Encrypts text with a new nonce, so equal texts have different ciphertexts. */
  encrypt(text: string): Promise<string>;
  /**
   * Decrypts what {@link Cipher.encrypt} returned. Returns `undefined` if it was encrypted with
   * another secret, for another name or in another format, or if it was changed. Never rejects.
   */
  decrypt(ciphertext: string): Promise<string | undefined>;
}

const FORMAT = "1.";
const NONCE_BYTES = 12;

/**
 * Creates a cipher for text at rest: AES-256-GCM, with a key that HKDF-SHA-256 derives from
 * `secret`.
 *
 * The ciphertext is bound to `name`, so it cannot be moved to another location. The secret must be
 * long and random, like an `apiSecret`. The key is derived on first use and then reused.
 *
 * Throws `TokenError` with code `invalid_options` if `secret` is empty.
 *
 * @example
 * const cipher = createCipher(apiSecret, "sessions/42");
 * const ciphertext = await cipher.encrypt("text");
 * await cipher.decrypt(ciphertext); // "text"
 */
export function createCipher(secret: string, name: string): Cipher {
  if (secret === "") throw new TokenError("invalid_options", "`secret` must not be empty.");
  const additionalData = new TextEncoder().encode(name);
  // The key is cached as a value: in a Worker, requests must not share promises.
  let key: Awaited<ReturnType<typeof encryptionKey>> | undefined;

  async function parameters(iv: Uint8Array<ArrayBuffer>) {
    key ??= await encryptionKey(secret);
    return [{ name: "AES-GCM", iv, additionalData }, key] as const;
  }

  return {
    async encrypt(text) {
      const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
      const bytes = await crypto.subtle.encrypt(...(await parameters(nonce)), new TextEncoder().encode(text));
      return FORMAT + toBase64(nonce) + toBase64(new Uint8Array(bytes));
    },
    async decrypt(ciphertext) {
      try {
        if (!ciphertext.startsWith(FORMAT)) return undefined;
        const bytes = Uint8Array.from(atob(ciphertext.slice(FORMAT.length)), (char) => char.charCodeAt(0));
        const nonce = bytes.subarray(0, NONCE_BYTES);
        const text = await crypto.subtle.decrypt(...(await parameters(nonce)), bytes.subarray(NONCE_BYTES));
        return new TextDecoder().decode(text);
      } catch {
        return undefined;
      }
    },
  };
}

async function encryptionKey(secret: string) {
  const bytes = await deriveKey(secret, "encryption 1");
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** Twelve bytes are sixteen base64 characters without padding, so two such texts can be joined. */
function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
