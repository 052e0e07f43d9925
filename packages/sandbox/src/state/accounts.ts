import type { AccountCredentials } from "../options/credentials.ts";

/** The accounts of a sandbox and their credentials. */
export interface Accounts {
  /**
   * Returns the account that an API key and secret belong to, or `undefined`. Compares in constant
   * time.
   */
  authenticate(apiKey: string, apiSecret: string): Promise<string | undefined>;
  /** Replaces all credentials. Tokens issued for the old ones stay valid. */
  rotate(credentials: readonly AccountCredentials[]): void;
  /** Returns whether a text contains a current or former API key or secret. */
  occursIn(text: string): boolean;
}

/** Creates the accounts of a sandbox. */
export function createAccounts(initial: readonly AccountCredentials[]): Accounts {
  let credentials = initial;
  const secrets = new Set(initial.flatMap(({ apiKey, apiSecret }) => [apiKey, apiSecret]));

  return {
    async authenticate(apiKey, apiSecret) {
      const presented = await digest(apiKey, apiSecret);
      const known = await Promise.all(
        credentials.map(async (pair) => ({
          account: pair.account,
          digest: await digest(pair.apiKey, pair.apiSecret),
        })),
      );
      let account: string | undefined;
      // The loop always runs to the end, so its duration doesn't depend on which pair matches.
      for (const pair of known) if (isEqual(pair.digest, presented)) account ??= pair.account;
      return account;
    },
    rotate(replacements) {
      credentials = replacements;
      for (const { apiKey, apiSecret } of replacements) secrets.add(apiKey).add(apiSecret);
    },
    occursIn: (text) => [...secrets].some((secret) => text.includes(secret)),
  };
}

/** Hashes both values together, so that ("ab", "c") differs from ("a", "bc"). */
async function digest(apiKey: string, apiSecret: string): Promise<Uint8Array> {
  const bytes = new TextEncoder().encode(JSON.stringify([apiKey, apiSecret]));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.reduce((difference, byte, index) => difference | (byte ^ (other[index] ?? 0)), 0) === 0;
}
