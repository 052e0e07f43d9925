import { CREDENTIALS_KNOWN, TOKEN_LIVE } from "../states.ts";
import type { Target } from "../verify/target.ts";
import { exchanged } from "./exchanged.ts";

/** Where WakaPay's test environment is, and an account there. */
export interface TestEnvironment {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

/**
 * WakaPay's own test environment, or whatever answers at `baseUrl`, with real credentials. From outside no token can
 * be revoked, and none expires in the time of a test: what needs that is reported as not run.
 */
export function testEnvironment({ baseUrl, apiKey, apiSecret }: TestEnvironment): Target {
  const credentials = { apiKey, apiSecret };
  return {
    name: `the environment at ${baseUrl}`,
    baseUrl,
    states: {
      [CREDENTIALS_KNOWN]: async () => credentials,
      [TOKEN_LIVE]: () => exchanged(baseUrl, credentials),
    },
    secrets: [apiKey, apiSecret],
    close: async () => {},
  };
}
