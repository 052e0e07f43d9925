/**
 * Returns the first 64 bits of a token's SHA-256, as 16 hexadecimal digits. auth-core and the
 * gateway log the same fingerprint.
 */
export async function fingerprintOf(token: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  const bytes = new Uint8Array(digest, 0, 8);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
