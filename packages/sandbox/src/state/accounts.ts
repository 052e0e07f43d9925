import { isSameSecret } from "../http/is-same-secret.ts";
import type { AccountCredentials } from "../options/credentials.ts";
import type { Secrets } from "./secrets.ts";

/** The result of a credentials check. `reason` says in words why it failed. */
export type CredentialsCheck = { readonly account: string } | { readonly reason: string };

/** The accounts of a sandbox and their credentials. */
export interface Accounts {
  /** Checks which account an API key and secret belong to. Compares in constant time. */
  authenticate(apiKey: string, apiSecret: string): Promise<CredentialsCheck>;
  /** Replaces all credentials. Tokens issued for the old ones stay valid. */
  rotate(credentials: readonly AccountCredentials[]): void;
  /** Returns the accounts, each with the last characters of its API keys. */
  list(): readonly AccountState[];
}

/** One account of a sandbox, without secrets. */
export interface AccountState {
  readonly account: string;
  /** The last four characters of each API key: `…a1b2`. Only `…` if the key is short. */
  readonly apiKeys: readonly string[];
}

const MIN_LENGTH_TO_SHOW = 16;
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
  function explain(apiKey: string, apiSecret: string): string {
    const has = (pairs: readonly AccountCredentials[], key: string, secret: string) =>
      pairs.some((pair) => pair.apiKey === key && pair.apiSecret === secret);
    if (has(former, apiKey, apiSecret)) return "apiKey and apiSecret were replaced by a rotation";
    if (has(credentials, apiSecret, apiKey)) return "apiKey and apiSecret are swapped";
    if (has(credentials, apiKey.trim(), apiSecret.trim())) {
      return "apiKey or apiSecret has white space around it";
    }
    const isKnown = credentials.some((pair) => pair.apiKey === apiKey);
    return isKnown ? "apiSecret does not belong to this apiKey" : "apiKey is unknown";
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
      return match ? { account: match.account } : { reason: explain(apiKey, apiSecret) };
    },
    rotate(replacements) {
      former = [...former, ...credentials].slice(-MAX_FORMER);
      use(replacements);
    },
    list: () =>
      [...new Set(credentials.map(({ account }) => account))].map((account) => ({
        account,
        apiKeys: credentials.filter((pair) => pair.account === account).map(({ apiKey }) => masked(apiKey)),
      })),
  };
}

function masked(apiKey: string): string {
  return apiKey.length < MIN_LENGTH_TO_SHOW ? "…" : `…${apiKey.slice(-4)}`;
}
