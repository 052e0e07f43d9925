import type { Credentials } from "../options/credentials.ts";

/** Who may exchange a key and a secret for a token. */
export interface Accounts {
  /** The account that these belong to, compared in constant time; undefined where none does. */
  authenticate(apiKey: string, apiSecret: string): Promise<string | undefined>;
  /** Replaces all pairs. Tokens that were issued for earlier ones stay valid. */
  rotate(credentials: readonly Required<Credentials>[]): void;
  /** Whether a text holds a key or a secret that is, or was, one of these. */
  occursIn(text: string): boolean;
}

/** Makes the accounts of a sandbox. */
export function createAccounts(initial: readonly Required<Credentials>[]): Accounts {
  let credentials = initial;
  const seen = new Set(initial.flatMap(({ apiKey, apiSecret }) => [apiKey, apiSecret]));

  return {
    async authenticate(apiKey, apiSecret) {
      const presented = await fingerprint(apiKey, apiSecret);
      const known = await Promise.all(
        credentials.map(async (pair) => ({
          account: pair.account,
          print: await fingerprint(pair.apiKey, pair.apiSecret),
        })),
      );
      let account: string | undefined;
      // No early exit: how long it takes tells nothing about which pair matched, or whether one did.
      for (const pair of known) if (isSame(pair.print, presented)) account ??= pair.account;
      return account;
    },
    rotate(replacements) {
      credentials = replacements;
      for (const { apiKey, apiSecret } of replacements) seen.add(apiKey).add(apiSecret);
    },
    occursIn: (text) => [...seen].some((secret) => text.includes(secret)),
  };
}

/** Both values in one digest, unambiguously: ("ab", "c") is not ("a", "bc"). */
async function fingerprint(apiKey: string, apiSecret: string): Promise<Uint8Array> {
  const bytes = new TextEncoder().encode(JSON.stringify([apiKey, apiSecret]));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.reduce((difference, byte, index) => difference | (byte ^ (other[index] ?? 0)), 0) === 0;
}
