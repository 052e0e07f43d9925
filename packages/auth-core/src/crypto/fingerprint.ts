import { hex } from "./hex.ts";

/** 64 bits of a token's SHA-256, in hex: enough to tell tokens apart in a log, and of no use to anybody else. */
export async function fingerprint(value: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(value));
  return hex(new Uint8Array(digest, 0, 8));
}
