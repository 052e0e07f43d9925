import { randomUUID } from "node:crypto";
import { serve } from "@wakapay/sandbox/serve";
import { CREDENTIALS_VALID, TOKEN_EXPIRED, TOKEN_REVOKED, TOKEN_VALID } from "../pact/provider.ts";
import type { Target } from "../verify/target.ts";
import { requestToken } from "./request-token.ts";

const TWO_HOURS_MS = 7_200_000;

/**
 * Starts the sandbox as a Node.js server with new credentials. It supports every provider state.
 */
export async function startSandboxOnNode(): Promise<Target> {
  const credentials = { apiKey: `key-${randomUUID()}`, apiSecret: `secret-${randomUUID()}` };
  let clockOffsetMs = 0;
  const sandbox = await serve({ credentials: [credentials], now: () => Date.now() + clockOffsetMs });
  return {
    name: "the sandbox on Node.js",
    baseUrl: sandbox.url,
    states: {
      [CREDENTIALS_VALID]: async () => credentials,
      [TOKEN_VALID]: () => requestToken(sandbox.url, credentials),
      async [TOKEN_EXPIRED]() {
        clockOffsetMs = -TWO_HOURS_MS;
        try {
          return await requestToken(sandbox.url, credentials);
        } finally {
          clockOffsetMs = 0;
        }
      },
      async [TOKEN_REVOKED]() {
        const values = await requestToken(sandbox.url, credentials);
        sandbox.revoke(values.accessToken);
        return values;
      },
    },
    secrets: Object.values(credentials),
    close: () => sandbox.close(),
  };
}
