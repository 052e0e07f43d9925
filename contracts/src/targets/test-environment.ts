import { CREDENTIALS_VALID, TOKEN_VALID } from "../pact/provider.ts";
import type { Target } from "../verify/target.ts";
import { type Credentials, requestToken } from "./request-token.ts";

/** The address of WakaPay's test environment, and the credentials of an account there. */
export interface TestEnvironment extends Credentials {
  readonly baseUrl: string;
}

/**
 * Returns a target for WakaPay's test environment, with real credentials.
 *
 * A client cannot revoke a token, and no token expires during a test. The interactions that need
 * these states are reported as not run.
 */
export function createTestEnvironment({ baseUrl, apiKey, apiSecret }: TestEnvironment): Target {
  const credentials = { apiKey, apiSecret };
  return {
    name: `the environment at ${baseUrl}`,
    baseUrl,
    states: {
      [CREDENTIALS_VALID]: async () => credentials,
      [TOKEN_VALID]: () => requestToken(baseUrl, credentials),
    },
    secrets: [apiKey, apiSecret],
    close: async () => {},
  };
}
