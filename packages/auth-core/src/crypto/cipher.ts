import { TokenError } from "../token/token-error.ts";
import { derived } from "./derive-key.ts";

/** Encrypts text for one place, and opens what was encrypted for it. */
export interface Cipher {
  /** Encrypts under a fresh nonce: the same text never looks the same twice. */
  encrypt(text: string): Promise<string>;
  /** The text; `undefined` for another secret, another name, tampering, an older format and anything else. It never rejects. */
  decrypt(sealed: string): Promise<string | undefined>;
}

const FORMAT = "1.";
const NONCE_BYTES = 12;

/**
 * Text that is safe at rest: AES-256-GCM under a key derived (HKDF-SHA-256, RFC 5869) from a secret, so that there is
 * no further key to keep, and bound to a name, so that it opens in no other place. Stores seal tokens with it.
 *
 * The secret must be long and random, as an apiSecret is: whoever reads what is sealed could try guesses. Throws
 * `invalid_options` for an empty secret. The key is derived once and kept as a value: a Worker's requests may share it.
 */
export function createCipher(secret: string, name: string): Cipher {
  if (secret === "") throw new TokenError("invalid_options", "secret must not be empty");
  const additionalData = new TextEncoder().encode(name);
  let key: Awaited<ReturnType<typeof sealingKey>> | undefined;

  async function cipher(iv: Uint8Array<ArrayBuffer>) {
    key ??= await sealingKey(secret);
    return [{ name: "AES-GCM", iv, additionalData }, key] as const;
  }

  return {
    async encrypt(text) {
      const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
      const sealed = await crypto.subtle.encrypt(...(await cipher(nonce)), new TextEncoder().encode(text));
      return FORMAT + toBase64(nonce) + toBase64(new Uint8Array(sealed));
    },
    async decrypt(sealed) {
      try {
        if (!sealed.startsWith(FORMAT)) return undefined;
        const bytes = Uint8Array.from(atob(sealed.slice(FORMAT.length)), (char) => char.charCodeAt(0));
        const parts = await cipher(bytes.subarray(0, NONCE_BYTES));
        return new TextDecoder().decode(await crypto.subtle.decrypt(...parts, bytes.subarray(NONCE_BYTES)));
      } catch {
        return undefined;
      }
    },
  };
}

async function sealingKey(secret: string) {
  const bytes = await derived(secret, "sealing 1");
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** Twelve bytes make sixteen characters without padding, so that two such texts may stand one after the other. */
function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
