import { createTokenManager, isTokenError, TokenError, type TokenEvent } from "@wakapay/auth-core";
import { exchange } from "@wakapay/auth-core/layers";
import { findSecrets } from "@wakapay/auth-core/testing";
import type { Fault } from "@wakapay/sandbox";
import { codeOf } from "./code-of.ts";
import { rejection } from "./rejection.ts";
import { same } from "./same.ts";
import { statusOf } from "./status-of.ts";
import type { Behaviors, World } from "./world.ts";

/** Failures of the token endpoint. None of them shows a secret. */
export const failures: Behaviors = {
  "rejects a 400 with request_rejected": (world) => failsWith(world, { status: 400 }, "request_rejected"),
  "rejects a 401 with credentials_rejected": (world) =>
    failsWith(world, { status: 401 }, "credentials_rejected"),
  "rejects a 429 with rate_limited": (world) => failsWith(world, { status: 429 }, "rate_limited"),
  "rejects a 503 with unavailable": (world) => failsWith(world, { status: 503 }, "unavailable"),
  "rejects a 404 with unexpected_response": (world) =>
    failsWith(world, { status: 404 }, "unexpected_response"),
  "rejects a closed connection with unavailable": (world) =>
    failsWith(world, { hangUp: true }, "unavailable"),
  "rejects truncated JSON with malformed_response": (world) =>
    failsWith(world, { body: "malformed" }, "malformed_response"),
  "rejects an empty body with malformed_response": (world) =>
    failsWith(world, { body: "empty" }, "malformed_response"),
  "rejects a web page with malformed_response": (world) =>
    failsWith(world, { body: "html" }, "malformed_response"),

  "reports Retry-After as retryAfterMs": async (world) => {
    const error = await failsWith(world, { status: 429, retryAfter: 7 }, "rate_limited");
    same([error.status, error.retryAfterMs], [429, 7_000]);
  },

  "rejects a redirect of the token endpoint, and does not follow it": async (world) => {
    const redirect = `${world.options.baseUrl}/business/elsewhere`;
    await failsWith(world, { redirect }, "unexpected_response");
    same(await world.calls(), ["POST /business/auth 307"]);
  },

  "returns a redirect of another route, and does not follow it": async ({ options, fault, calls }) => {
    const location = `${options.baseUrl}/business/elsewhere`;
    await fault({ route: "business", redirect: location });
    const response = await createTokenManager(options).fetch("/business/balance?currency=USD");
    same([response.status, response.headers.get("location")], [307, location]);
    await response.text();
    same(await calls(), ["POST /business/auth 200", "GET /business/balance 307"]);
  },

  "sends rejected credentials once, and shows no secret in the error": async ({ options, exchanges }) => {
    const apiSecret = crypto.randomUUID();
    const { getToken } = createTokenManager({ ...options, apiSecret });
    for (let call = 0; call < 10; call++) {
      const error = await rejection(getToken());
      same(codeOf(error), "credentials_rejected");
      same(findSecrets(error, [apiSecret, options.apiKey]), []);
    }
    same(await exchanges(), 1);
  },

  "emits no event that contains a key, a secret, or a token": async ({ options, revoke }) => {
    const events: TokenEvent[] = [];
    const { getToken, fetch } = createTokenManager({
      ...options,
      onEvent: (event) => void events.push(event),
    });
    const first = await getToken();
    await revoke();
    same(await statusOf(await fetch("/business/balance?currency=USD")), 200);
    same(events.filter(({ type }) => type === "issued").length, 2);
    same(findSecrets(events, [options.apiKey, options.apiSecret, first, await getToken()]), []);
  },
};

/** Checks that an exchange fails with this code, and that the error contains no secret. */
async function failsWith({ options, fault }: World, scripted: Fault, code: string): Promise<TokenError> {
  await fault(scripted);
  const error = await rejection(exchange({ ...options, credentials: options })());
  if (!(error instanceof TokenError)) throw new Error(`Expected a TokenError, got: ${String(error)}`);
  same([isTokenError(error), error.name, error.code], [true, "TokenError", code]);
  same(findSecrets(error, [options.apiKey, options.apiSecret]), []);
  return error;
}
