import { createTokenManager, isTokenError, TokenError, type TokenEvent } from "@wakapay/auth-core";
import { exchange } from "@wakapay/auth-core/layers";
import { findSecrets } from "@wakapay/auth-core/testing";
import type { Fault } from "@wakapay/sandbox";
import { codeOf } from "./code-of.ts";
import { rejection } from "./rejection.ts";
import { same } from "./same.ts";
import { statusOf } from "./status-of.ts";
import type { Promises, World } from "./world.ts";

/** Failures of the token endpoint, and that nothing seen of them holds a secret. */
export const failing: Promises = {
  "a 400 is request_rejected": (world) => failsWith(world, { status: 400 }, "request_rejected"),
  "a 401 is credentials_rejected": (world) => failsWith(world, { status: 401 }, "credentials_rejected"),
  "a 429 is rate_limited": (world) => failsWith(world, { status: 429 }, "rate_limited"),
  "a 503 is unavailable": (world) => failsWith(world, { status: 503 }, "unavailable"),
  "a 404 is unexpected_response": (world) => failsWith(world, { status: 404 }, "unexpected_response"),
  "a hang-up is unavailable": (world) => failsWith(world, { hangUp: true }, "unavailable"),
  "JSON cut short is malformed_response": (world) =>
    failsWith(world, { body: "malformed" }, "malformed_response"),
  "an empty body is malformed_response": (world) => failsWith(world, { body: "empty" }, "malformed_response"),
  "a web page is malformed_response": (world) => failsWith(world, { body: "html" }, "malformed_response"),

  "a Retry-After is told": async (world) => {
    const error = await failsWith(world, { status: 429, retryAfter: 7 }, "rate_limited");
    same([error.status, error.retryAfterMs], [429, 7_000]);
  },

  "a redirect of the token endpoint is an error, and is not followed": async (world) => {
    const redirect = `${world.options.baseUrl}/business/elsewhere`;
    await failsWith(world, { redirect }, "unexpected_response");
    same(await world.calls(), ["POST /business/auth 307"]);
  },

  "a redirect of another route is returned, and is not followed": async ({ options, fault, calls }) => {
    const location = `${options.baseUrl}/business/elsewhere`;
    await fault({ route: "business", redirect: location });
    const answer = await createTokenManager(options).fetch("/business/balance?currency=USD");
    same([answer.status, answer.headers.get("location")], [307, location]);
    await answer.text();
    same(await calls(), ["POST /business/auth 200", "GET /business/balance 307"]);
  },

  "rejected credentials are asked once, and their error tells no secret": async ({ options, exchanges }) => {
    const apiSecret = crypto.randomUUID();
    const { getToken } = createTokenManager({ ...options, apiSecret });
    for (let call = 0; call < 10; call++) {
      const error = await rejection(getToken());
      same(codeOf(error), "credentials_rejected");
      same(findSecrets(error, [apiSecret, options.apiKey]), []);
    }
    same(await exchanges(), 1);
  },

  "no event holds a key, a secret or a token": async ({ options, revoke }) => {
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

/** One exchange under a fault fails with this code, and nothing of the error holds key or secret. */
async function failsWith({ options, fault }: World, scripted: Fault, code: string): Promise<TokenError> {
  await fault(scripted);
  const error = await rejection(exchange({ ...options, credentials: options })());
  if (!(error instanceof TokenError)) throw new Error(`rejects with ${String(error)}, not with a TokenError`);
  same([isTokenError(error), error.name, error.code], [true, "TokenError", code]);
  same(findSecrets(error, [options.apiKey, options.apiSecret]), []);
  return error;
}
