import { toHex } from "./hex.ts";

const LENGTH = 8;

/** Returns the ID of the key with this SHA-256: its first eight hex digits. */
export function keyIdOf(hash: Uint8Array): string {
  return toHex(hash).slice(0, LENGTH);
}
