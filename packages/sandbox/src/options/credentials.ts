import { readRecord } from "./read-record.ts";

/** A key and a secret that the sandbox accepts, as in «Request Body» of WakaPay's Authentication API. */
export interface Credentials {
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Whose they are: the token's `sub` and the journal's `account`. Default `account-1`, `account-2` … by position. Two pairs may name one account. */
  readonly account?: string;
}

/** Reads a list of {@link Credentials}. Throws a `TypeError` that names the fault by its position and never by a value. */
export function readCredentials(value: unknown): readonly Required<Credentials>[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw new TypeError("credentials must be a list of at least one { apiKey, apiSecret }.");
  }
  return value.map((pair: unknown, index) => {
    const what = `credentials[${index}]`;
    const { apiKey, apiSecret, account } = readRecord(pair, what, ["apiKey", "apiSecret", "account"]);
    return {
      apiKey: readText(apiKey, `${what}.apiKey`),
      apiSecret: readText(apiSecret, `${what}.apiSecret`),
      account: account === undefined ? `account-${index + 1}` : readText(account, `${what}.account`),
    };
  });
}

function readText(value: unknown, what: string): string {
  if (typeof value !== "string" || value === "")
    throw new TypeError(`${what} must be a string that is not empty.`);
  return value;
}
