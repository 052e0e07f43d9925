import { toHex } from "../policy/hex.ts";
import { keyIdOf } from "../policy/key-id.ts";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const RANDOM_LENGTH = 32;
const CHECKSUM_LENGTH = 6;
const SHAPE = /^wgk_([a-z0-9][a-z0-9-]{0,31})_([0-9A-Za-z]{38})$/;

/** A new gateway key. The gateway stores only its hash. */
export interface MintedKey {
  /**
   * `wgk_<caller>_<32 random characters><6-character checksum>`, with 190 random bits. A secret.
   */
  readonly key: string;
  /** `sha256:<64 hex digits>`, for the policy's `keys`. */
  readonly hash: string;
  /** The first eight hex digits of the hash, which the log shows. */
  readonly keyId: string;
}

/**
 * Creates a gateway key for a caller. Throws a `RangeError` if the caller's name is not valid.
 *
 * @example
 * const { key, hash } = await mintGatewayKey("billing");
 */
export async function mintGatewayKey(caller: string): Promise<MintedKey> {
  const body = `wgk_${caller}_${randomText(RANDOM_LENGTH)}`;
  const key = body + checksum(body);
  if (callerNamedBy(key) === undefined || caller === "constructor") {
    throw new RangeError(
      "The caller's name must be 1 to 32 of a-z, 0-9, and -, start with a letter or digit, and not be constructor.",
    );
  }
  const hash = await hashOf(key);
  return { key, hash: `sha256:${toHex(hash)}`, keyId: keyIdOf(hash) };
}

/**
 * Returns the caller's name in a key, or `undefined` if the key's format is wrong. This does not
 * authenticate the caller.
 */
export function callerNamedBy(key: string): string | undefined {
  return SHAPE.exec(key)?.[1];
}

/** Whether the checksum of a key is right. Detects mistyped keys before they are hashed. */
export function hasRightChecksum(key: string): boolean {
  return key.slice(-CHECKSUM_LENGTH) === checksum(key.slice(0, -CHECKSUM_LENGTH));
}

/** Returns the SHA-256 of a key: 32 bytes. */
export async function hashOf(key: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key)));
}

function randomText(length: number): string {
  let text = "";
  while (text.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      // Takes six bits and discards the two values outside the alphabet, so all characters are
      // equally likely.
      const character = ALPHABET[byte & 63];
      if (character !== undefined && text.length < length) text += character;
    }
  }
  return text;
}

/**
 * Returns the CRC-32 (IEEE 802.3) of an ASCII text as six base-62 digits.
 *
 * Secret scanners can verify with it, offline, that a string is a gateway key.
 */
function checksum(text: string): string {
  let crc = 0xffffffff;
  for (let at = 0; at < text.length; at += 1) {
    crc ^= text.charCodeAt(at);
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  let rest = ~crc >>> 0;
  let digits = "";
  for (let at = 0; at < CHECKSUM_LENGTH; at += 1) {
    digits = `${ALPHABET[rest % 62]}${digits}`;
    rest = Math.floor(rest / 62);
  }
  return digits;
}
