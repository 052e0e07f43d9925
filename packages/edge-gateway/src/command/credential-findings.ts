import type { KeyEntry } from "../policy/key-entry.ts";
import type { Caller } from "../policy/policy.ts";
import { unusableKeys } from "./unusable-keys.ts";

const WARNING_DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * Finds what is wrong with the credentials of the callers at a time.
 *
 * A caller whose keys have all expired is a fault, unless it has `tokens`. A caller with
 * `"keys": []` only uses a service binding, and is correct. A key that expires within 30 days, or
 * has expired next to another credential, is a warning. A key in `jwks` that cannot verify any
 * token is a fault.
 */
export function credentialFindings(
  callers: readonly Caller[],
  now: number,
): { readonly faults: readonly string[]; readonly warnings: readonly string[] } {
  const withoutKey = callers
    .filter(({ keys, tokens = [] }) => keys.length > 0 && tokens.length === 0 && !hasLiveKey(keys, now))
    .map(
      ({ name }) =>
        `policy callers.${name}.keys has no live key. Create one: npx @wakapay/edge-gateway key ${name}`,
    );
  const warnings = callers.flatMap(({ name, keys }) =>
    keys.flatMap((key) => warningsOf(key, now).map((text) => `policy callers.${name}.keys: ${text}`)),
  );
  return { faults: [...withoutKey, ...callers.flatMap(unusableKeys)], warnings };
}

function warningsOf(key: KeyEntry, now: number): readonly string[] {
  if (isExpired(key, now)) return [`key ${key.id} expired after ${key.expires}. Remove it`];
  if (key.expiresAt - now > WARNING_DAYS * DAY_MS) return [];
  return [`key ${key.id} expires after ${key.expires}. Create its successor, and add it to the caller`];
}

function hasLiveKey(keys: readonly KeyEntry[], now: number): boolean {
  return keys.some((key) => !isExpired(key, now));
}

function isExpired({ expiresAt }: KeyEntry, now: number): boolean {
  return now >= expiresAt;
}
