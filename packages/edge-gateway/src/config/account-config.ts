import type { Credentials } from "@wakapay/auth-core";
import type { Bindings } from "./bindings.ts";
import { ConfigError } from "./config-error.ts";
import { readText } from "./read-text.ts";
import { parseUpstreamConfig, type UpstreamConfig } from "./upstream-config.ts";

/** The account of callers whose policy names none. */
export const DEFAULT_ACCOUNT = "default";

const PLACEHOLDER = /^(?:<.*>|\$\{.*\})$/s;

/** WakaPay's address and the credentials of one account. Contains secrets. */
export interface AccountConfig extends UpstreamConfig {
  /** The name of the account in the policy, or {@link DEFAULT_ACCOUNT}. */
  readonly account: string;
  readonly credentials: Credentials;
  /** The credentials to use if WakaPay rejects {@link credentials}. Set during a rotation. */
  readonly nextCredentials?: Credentials;
}

/**
 * Returns the names of an account's secrets. Different accounts never share one.
 *
 * @example
 * secretNames("eu-2"); // ["WAKAPAY_EU_2_API_KEY", "WAKAPAY_EU_2_API_SECRET"]
 */
export function secretNames(account: string): readonly [key: string, secret: string] {
  const infix = account === DEFAULT_ACCOUNT ? "" : `${account.toUpperCase().replaceAll("-", "_")}_`;
  return [`WAKAPAY_${infix}API_KEY`, `WAKAPAY_${infix}API_SECRET`];
}

/** Reads what the broker of an account needs. Throws {@link ConfigError} with every fault. */
export function readAccountConfig(bindings: Bindings, account: string): AccountConfig {
  const faults: string[] = [];
  const config = parseAccountConfig(bindings, account, parseUpstreamConfig(bindings, faults), faults);
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

/** Reads the credentials of an account, and adds their faults to `faults`. */
export function parseAccountConfig(
  bindings: Bindings,
  account: string,
  upstream: UpstreamConfig,
  faults: string[],
): AccountConfig {
  const [key, secret] = secretNames(account);

  function readSecret(name: string): string {
    const value = readText(bindings, name, faults);
    if (upstream.environment !== "local" && PLACEHOLDER.test(value)) faults.push(`${name} is a placeholder`);
    return value;
  }

  const credentials = { apiKey: readSecret(key), apiSecret: readSecret(secret) };
  // Secrets are set one at a time, so a rotation that is being prepared has only one of the two.
  const [nextKey, nextSecret] = [`${key}_NEXT`, `${secret}_NEXT`];
  const hasNext = [nextKey, nextSecret].every((name) => readText(bindings, name, []) !== "");
  const nextCredentials = hasNext && { apiKey: readSecret(nextKey), apiSecret: readSecret(nextSecret) };
  return { ...upstream, account, credentials, ...(nextCredentials && { nextCredentials }) };
}
