import { randomUUID } from "node:crypto";
import { serve } from "@wakapay/sandbox/serve";
import { CREDENTIALS_KNOWN } from "../states.ts";
import type { Target } from "../verify/target.ts";

/** The sandbox as a Node.js server on a free port, with credentials of this run alone. */
export async function sandboxOnNode(): Promise<Target> {
  const credentials = { apiKey: `key-${randomUUID()}`, apiSecret: `secret-${randomUUID()}` };
  const sandbox = await serve({ credentials: [credentials] });
  return {
    name: "the sandbox on Node.js",
    baseUrl: sandbox.url,
    states: { [CREDENTIALS_KNOWN]: async () => credentials },
    secrets: Object.values(credentials),
    close: () => sandbox.close(),
  };
}
