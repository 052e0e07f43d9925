import { randomUUID } from "node:crypto";
import { startWorkerd } from "@wakapay/sandbox/internal/workerd";
import { CREDENTIALS_VALID, TOKEN_REVOKED, TOKEN_VALID } from "../pact/provider.ts";
import type { Target } from "../verify/target.ts";
import { requestToken } from "./request-token.ts";

/**
 * Starts the sandbox as a Worker in workerd with new credentials.
 *
 * The Worker has no control API and uses workerd's clock. The next token request revokes a token,
 * but no token expires during a test.
 */
export async function startSandboxInWorkerd(): Promise<Target> {
  const credentials = { apiKey: `key-${randomUUID()}`, apiSecret: `secret-${randomUUID()}` };
  const { url, close } = await startWorkerd({
    WAKAPAY_API_KEY: credentials.apiKey,
    WAKAPAY_API_SECRET: credentials.apiSecret,
    SANDBOX_SINGLE_LIVE_TOKEN: "true",
  });
  return {
    name: "the sandbox in workerd",
    baseUrl: url,
    states: {
      [CREDENTIALS_VALID]: async () => credentials,
      [TOKEN_VALID]: () => requestToken(url, credentials),
      async [TOKEN_REVOKED]() {
        const values = await requestToken(url, credentials);
        await requestToken(url, credentials);
        return values;
      },
    },
    secrets: Object.values(credentials),
    close,
  };
}
