import { randomUUID } from "node:crypto";
import { startWorkerd } from "@wakapay/sandbox/internal/workerd";
import { CREDENTIALS_KNOWN, TOKEN_LIVE, TOKEN_REVOKED } from "../states.ts";
import type { Target } from "../verify/target.ts";
import { exchanged } from "./exchanged.ts";

/**
 * The sandbox as a Worker in workerd, with credentials of this run alone. It has no control API, and its clock is
 * workerd's: a token can be ended by the next exchange, and cannot be made to expire in the time of a test.
 */
export async function sandboxInWorkerd(): Promise<Target> {
  const credentials = { apiKey: `key-${randomUUID()}`, apiSecret: `secret-${randomUUID()}` };
  const { url, close } = await startWorkerd({
    WAKAPAY_API_KEY: credentials.apiKey,
    WAKAPAY_API_SECRET: credentials.apiSecret,
    SANDBOX_SINGLE_LIVE_TOKEN: "true",
  });
  const token = () => exchanged(url, credentials);
  return {
    name: "the sandbox in workerd",
    baseUrl: url,
    states: {
      [CREDENTIALS_KNOWN]: async () => credentials,
      [TOKEN_LIVE]: token,
      async [TOKEN_REVOKED]() {
        const revoked = await token();
        await token();
        return revoked;
      },
    },
    secrets: Object.values(credentials),
    close,
  };
}
