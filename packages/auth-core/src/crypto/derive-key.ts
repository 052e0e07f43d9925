/**
 * Derives 32 bytes from a secret for one purpose, with HKDF-SHA-256 (RFC 5869).
 *
 * Different purposes yield unrelated bytes, and the bytes do not reveal the secret.
 */
export async function deriveKey(secret: string, purpose: string): Promise<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), "HKDF", false, ["deriveBits"]);
  const info = encoder.encode(`wakapay-auth-core ${purpose}`);
  const algorithm = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, 256));
}
