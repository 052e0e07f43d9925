const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const RANDOM_LENGTH = 32;
const CHECKSUM_LENGTH = 6;
const SHAPE = /^wgk_([a-z0-9][a-z0-9-]{0,31})_([0-9A-Za-z]{38})$/;

/** A new gateway key: shown to its caller once, and known to the gateway by its hash only. */
export interface MintedKey {
  /** `wgk_<caller>_<32 random characters><6 of checksum>`; 190 bits of chance. A secret. */
  readonly key: string;
  /** `sha256:<64 hex digits>`: what the policy's `keys` lists. */
  readonly hash: string;
}

/**
 * Mints a key for a caller, whose name is 1 to 32 of `a-z`, `0-9` and `-`, and not `constructor`.
 *
 * Throws a `RangeError` for any other name.
 */
export async function mintGatewayKey(caller: string): Promise<MintedKey> {
  const body = `wgk_${caller}_${randomText(RANDOM_LENGTH)}`;
  const key = body + checksum(body);
  if (callerNamedBy(key) === undefined || caller === "constructor") {
    throw new RangeError(
      "A caller's name is 1 to 32 characters of a-z, 0-9 and -, begins with a letter or a digit, and is not constructor.",
    );
  }
  return { key, hash: `sha256:${toHex(await hashOf(key))}` };
}

/**
 * The caller that a key names, or undefined where the key's shape or checksum is wrong.
 *
 * Proves nothing: it refuses garbage and mistyped keys before anything is hashed or looked up.
 */
export function callerNamedBy(key: string): string | undefined {
  const caller = SHAPE.exec(key)?.[1];
  if (caller === undefined) return undefined;
  const body = key.slice(0, -CHECKSUM_LENGTH);
  return key.slice(-CHECKSUM_LENGTH) === checksum(body) ? caller : undefined;
}

/** The SHA-256 of a key, as 32 bytes. */
export async function hashOf(key: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key)));
}

/** Bytes in lower-case hex. */
function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function randomText(length: number): string {
  let text = "";
  while (text.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      // Six bits, of which the two values beyond the alphabet are drawn again: every character is equally likely.
      const character = ALPHABET[byte & 63];
      if (character !== undefined && text.length < length) text += character;
    }
  }
  return text;
}

/** CRC-32 (IEEE 802.3) of an ASCII text, in six characters of base 62. */
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
