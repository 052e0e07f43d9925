import { type AccountConfig, DEFAULT_ACCOUNT } from "../config/account-config.ts";

/**
 * Returns the name of an account's broker. There is one for each environment, base URL, and
 * account.
 *
 * The name of the default account's broker never changes: its object stores the token.
 */
export function brokerNameOf({
  environment,
  baseUrl,
  account,
}: Pick<AccountConfig, "environment" | "baseUrl" | "account">): string {
  return `${environment} ${baseUrl}${account === DEFAULT_ACCOUNT ? "" : ` ${account}`}`;
}

/** Returns the account in a name of {@link brokerNameOf}. Without a name, the default account. */
export function accountOfBroker(name = ""): string {
  return / https?:\S+ (\S+)$/.exec(name)?.[1] ?? DEFAULT_ACCOUNT;
}
