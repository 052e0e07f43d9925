import { isSameSecret } from "../http/is-same-secret.ts";
import type { AccountCredentials } from "../options/credentials.ts";
import type { Secrets } from "./secrets.ts";

/**
 * The result of a credentials check. `reason` says in words why it failed. `account` is then the
 * account of the API key, if the key is known.
 */
export type CredentialsCheck =
  | { readonly account: string; readonly reason?: never }
  | { readonly account?: string; readonly reason: string };

/** The accounts of a sandbox and their credentials. */
export interface Accounts {
  /** Checks which account an API key and secret belong to. Compares in constant time. */
  authenticate(apiKey: string, apiSecret: string): Promise<CredentialsCheck>;
  /**
   * Replaces all credentials, or those of one account. Tokens issued for the old ones stay valid.
   */
  rotate(credentials: readonly AccountCredentials[], account?: string): void;
  /** Returns the accounts, each with its masked API keys. */
  list(): readonly AccountState[];
}

/** One account of a sandbox, without secrets. */
export interface AccountState {
  readonly account: string;
  /**
   * Each API key with its start and its last four characters, to tell keys apart: `key_billi…a1b2`.
   * Only `…` if the key has less than 16 characters.
   */
  readonly apiKeys: readonly string[];
}

const MIN_LENGTH_TO_SHOW = 16;
const MAX_START = 12;
const MAX_FORMER = 100;

/** Creates the accounts of a sandbox. Adds all their credentials to `secrets`. */
export function createAccounts(initial: readonly AccountCredentials[], secrets: Secrets): Accounts {
  let credentials: readonly AccountCredentials[] = [];
  let former: readonly AccountCredentials[] = [];

  function use(replacements: readonly AccountCredentials[]): void {
    credentials = replacements;
    secrets.add(replacements.flatMap(({ apiKey, apiSecret }) => [apiKey, apiSecret]));
  }
  use(initial);

  /** Explains a rejected pair for the journal. The caller does not see the explanation. */
  function explain(apiKey: string, apiSecret: string): CredentialsCheck {
    const owner = (pairs: readonly AccountCredentials[], key: string, secret: string) =>
      pairs.find((pair) => pair.apiKey === key && pair.apiSecret === secret);
    const explanations = [
      [owner(former, apiKey, apiSecret), "apiKey and apiSecret were replaced by a rotation"],
      [owner(credentials, apiSecret, apiKey), "apiKey and apiSecret are swapped"],
      [owner(credentials, apiKey.trim(), apiSecret.trim()), "apiKey or apiSecret has white space around it"],
      [credentials.find((pair) => pair.apiKey === apiKey), "apiSecret does not belong to this apiKey"],
    ] as const;
    for (const [pair, reason] of explanations) {
      if (pair !== undefined) return { account: pair.account, reason };
    }
    return { reason: "apiKey is unknown" };
  }

  return {
    async authenticate(apiKey, apiSecret) {
      const presented = JSON.stringify([apiKey, apiSecret]);
      // All pairs are compared, so the duration doesn't depend on which pair matches.
      const matches = await Promise.all(
        credentials.map(async ({ account, ...pair }) => ({
          account,
          isMatch: await isSameSecret(JSON.stringify([pair.apiKey, pair.apiSecret]), presented),
        })),
      );
      const match = matches.find(({ isMatch }) => isMatch);
      return match ? { account: match.account } : explain(apiKey, apiSecret);
    },
    rotate(replacements, account) {
      const isReplaced = (pair: AccountCredentials) => account === undefined || pair.account === account;
      former = [...former, ...credentials.filter(isReplaced)].slice(-MAX_FORMER);
      use([...credentials.filter((pair) => !isReplaced(pair)), ...replacements]);
    },
    list: () =>
      [...new Set(credentials.map(({ account }) => account))].map((account) => ({
        account,
        apiKeys: credentials.filter((pair) => pair.account === account).map(({ apiKey }) => masked(apiKey)),
      })),
  };
}

function masked(apiKey: string): string {
  if (apiKey.length < MIN_LENGTH_TO_SHOW) return "…";
  const start = Math.min(MAX_START, Math.floor(apiKey.length / 2) - 2);
  return `${apiKey.slice(0, start)}…${apiKey.slice(-4)}`;
}
