import { randomUUID } from "node:crypto";
import { serve } from "@wakapay/sandbox/serve";
import { CREDENTIALS_KNOWN, TOKEN_EXPIRED, TOKEN_LIVE, TOKEN_REVOKED } from "../states.ts";
import type { Target } from "../verify/target.ts";
import { exchanged } from "./exchanged.ts";

const TWO_HOURS_MS = 7_200_000;

/** The sandbox as a Node.js server on a free port, with credentials of this run alone. Every state can be entered. */
export async function sandboxOnNode(): Promise<Target> {
  const credentials = { apiKey: `key-${randomUUID()}`, apiSecret: `secret-${randomUUID()}` };
  let clockBehindMs = 0;
  const sandbox = await serve({ credentials: [credentials], now: () => Date.now() - clockBehindMs });
  const token = () => exchanged(sandbox.url, credentials);
  return {
    name: "the sandbox on Node.js",
    baseUrl: sandbox.url,
    states: {
      [CREDENTIALS_KNOWN]: async () => credentials,
      [TOKEN_LIVE]: token,
      async [TOKEN_EXPIRED]() {
        clockBehindMs = TWO_HOURS_MS;
        try {
          return await token();
        } finally {
          clockBehindMs = 0;
        }
      },
      async [TOKEN_REVOKED]() {
        const revoked = await token();
        sandbox.revoke(revoked.accessToken);
        return revoked;
      },
    },
    secrets: Object.values(credentials),
    close: () => sandbox.close(),
  };
}
