import type { KeyEntry } from "../policy/key-entry.ts";
import { keyIdOf } from "../policy/key-id.ts";
import type { Caller, Callers } from "../policy/policy.ts";
import { type CredentialLog, refuse } from "./credential-log.ts";
import { callerNamedBy, hashOf, hasRightChecksum } from "./gateway-key.ts";

/** Stands in for the hash of a missing key. No key has this hash. */
const NO_HASH = new Uint8Array(32);

/** Verifies gateway keys. Adds the ID of a well-formed key to the log. */
export interface KeyVerifier {
  /** Returns the caller of a key that was verified before. Synchronous. */
  peek(key: string, log: CredentialLog): Caller | undefined;
  /** Returns the caller of a key, or `undefined` if the key is not valid. */
  verify(key: string, log: CredentialLog): Promise<Caller | undefined>;
}

/**
 * Creates the verifier of the callers' gateway keys.
 *
 * The last valid key of each caller is cached in memory, so it is not hashed again. A key with a
 * wrong checksum is rejected before it is hashed. Comparisons take constant time, and an expired
 * key takes as long as an unknown one.
 *
 * @example
 * const caller = keys.peek(key, log) ?? (await keys.verify(key, log));
 */
export function createKeyVerifier(callers: Callers, now: () => number = Date.now): KeyVerifier {
  const lastValid = new Map<string, { readonly key: string; readonly entry: KeyEntry }>();

  return {
    peek(key, log) {
      const name = callerNamedBy(key) ?? "";
      const last = lastValid.get(name);
      if (last === undefined || !isEqual(key, last.key) || now() >= last.entry.expiresAt) return undefined;
      log.keyId = last.entry.id;
      return callers.get(name);
    },
    async verify(key, log) {
      const name = callerNamedBy(key);
      if (name === undefined || !hasRightChecksum(key)) return refuse(log, "key malformed");
      const caller = callers.get(name);
      const hash = await hashOf(key);
      log.keyId = keyIdOf(hash);
      const [first, second] = caller?.keys ?? [];
      const isFirst = crypto.subtle.timingSafeEqual(hash, first?.hash ?? NO_HASH);
      const isSecond = crypto.subtle.timingSafeEqual(hash, second?.hash ?? NO_HASH);
      const entry = isFirst ? first : isSecond ? second : undefined;
      if (caller === undefined || entry === undefined) return refuse(log, "key unknown");
      log.caller = caller.name;
      if (now() >= entry.expiresAt) return refuse(log, "key expired");
      lastValid.set(name, { key, entry });
      return caller;
    },
  };
}

/**
 * Compares two texts in a time that depends on their lengths only. The keys of a caller have equal
 * lengths.
 */
function isEqual(one: string, other: string): boolean {
  let difference = one.length ^ other.length;
  for (let at = 0; at < one.length; at += 1) difference |= one.charCodeAt(at) ^ other.charCodeAt(at);
  return difference === 0;
}
