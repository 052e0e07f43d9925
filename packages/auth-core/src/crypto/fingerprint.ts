/**
 * Returns the first 64 bits of a token's SHA-256, as 16 hexadecimal digits. Identifies the token in
 * logs and events without revealing it.
 */
export async function fingerprint(value: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(value));
  return toHex(new Uint8Array(digest, 0, 8));
}

/** Formats bytes as lower-case hexadecimal digits. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
