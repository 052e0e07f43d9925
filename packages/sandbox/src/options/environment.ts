import type { Credentials } from "./credentials.ts";

/** Where the forms that a process or a Worker runs take their one pair from: variables, or bindings, of these names. */
export interface CredentialsEnvironment {
  /** The key that the sandbox accepts, of your own choice. Required. */
  readonly WAKAPAY_API_KEY?: string | undefined;
  /** The secret that the sandbox accepts, of your own choice. Required. */
  readonly WAKAPAY_API_SECRET?: string | undefined;
}

/** Reads the pair. Throws a `TypeError` that names each one that is missing or empty. */
export function environmentCredentials(environment: CredentialsEnvironment): readonly Credentials[] {
  const { WAKAPAY_API_KEY: apiKey, WAKAPAY_API_SECRET: apiSecret } = environment;
  if (apiKey && apiSecret) return [{ apiKey, apiSecret }];
  const missing = [...(apiKey ? [] : ["WAKAPAY_API_KEY"]), ...(apiSecret ? [] : ["WAKAPAY_API_SECRET"])];
  throw new TypeError(`Set ${missing.join(" and ")}: what the sandbox accepts, of your own choice.`);
}
