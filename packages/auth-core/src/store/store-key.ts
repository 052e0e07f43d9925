import { deriveKey } from "../crypto/derive-key.ts";
import { toHex } from "../crypto/fingerprint.ts";
import type { Credentials } from "../options/credentials.ts";

/**
 * The name under which a fleet keeps the token of one base URL, key and secret.
 *
 * It is derived (HKDF-SHA-256) from all three, so that none of them can be read off it, no two triples share it, and
 * a process with a rotated secret never meets the entry of the old one.
 */
export async function storeKey(prefix: string, { apiKey, apiSecret }: Credentials): Promise<string> {
  const bytes = await deriveKey(apiSecret, `store key 1 ${JSON.stringify([prefix, apiKey])}`);
  return `wakapay:${toHex(bytes)}`;
}
