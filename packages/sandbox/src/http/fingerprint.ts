import { sha256 } from "./sha256.ts";
import { toHex } from "./to-hex.ts";

/**
 * Returns the first 64 bits of a token's SHA-256, as 16 hexadecimal digits. auth-core and the
 * gateway log the same fingerprint.
 */
export async function fingerprintOf(token: string): Promise<string> {
  return toHex((await sha256(token)).subarray(0, 8));
}
