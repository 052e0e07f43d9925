import { decodeJwt } from "jose";
import { expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../../src/index.ts";
import { type Client, createClient } from "../client.ts";
import { credentials } from "../forms/form.ts";

interface World {
  readonly sandbox: Sandbox;
  readonly client: Client;
}

const { apiKey, apiSecret } = credentials;
const address = "https://api.test.wakapay.io/business";

/** Exchanges a text, with or without a content type. */
function post({ sandbox }: World, body: string | Uint8Array<ArrayBuffer>, type?: string): Promise<Response> {
  const headers = type === undefined ? {} : { "Content-Type": type };
  return sandbox.fetch(`${address}/auth`, { method: "POST", headers, body });
}

const exchanges: [string, string, (world: World) => Promise<unknown>][] = [
  ["token issued", "token is valid for 60 min", ({ client }) => client.exchange()],
  ["invalid credentials", "apiKey is unknown", ({ client }) => client.exchange({ apiKey: "x", apiSecret })],
  [
    "invalid credentials",
    "apiSecret does not belong to this apiKey",
    ({ client }) => client.exchange({ apiKey, apiSecret: "x" }),
  ],
  [
    "invalid credentials",
    "apiKey and apiSecret are swapped",
    ({ client }) => client.exchange({ apiKey: apiSecret, apiSecret: apiKey }),
  ],
  [
    "invalid credentials",
    "apiKey or apiSecret has white space around it",
    ({ client }) => client.exchange({ apiKey, apiSecret: `${apiSecret}\n` }),
  ],
  [
    "invalid credentials",
    "apiKey and apiSecret were replaced by a rotation",
    ({ client, sandbox }) => {
      sandbox.rotate([{ apiKey: "key-of-tomorrow", apiSecret: "secret-of-tomorrow" }]);
      return client.exchange();
    },
  ],
  ["credentials missing", "apiKey is missing or empty", ({ client }) => client.exchange({ apiSecret })],
  [
    "credentials missing",
    "apiKey and apiSecret are missing or empty",
    ({ client }) => client.exchange({ apiKey: "" }),
  ],
  [
    "invalid payload",
    "Content-Type header is missing",
    (world) => post(world, new TextEncoder().encode("{}")),
  ],
  ["invalid payload", "Content-Type is not application/json", (world) => post(world, "{}", "text/plain")],
  ["invalid payload", "the body is not valid JSON", (world) => post(world, "{", "application/json")],
  ["invalid payload", "the body is not a JSON object", ({ client }) => client.exchange([])],
  ["invalid payload", "apiSecret is not a string", ({ client }) => client.exchange({ apiKey, apiSecret: 7 })],
  [
    "body rejected",
    "the request body is too large",
    ({ client }) => client.exchange({ apiKey: "a".repeat(70_000) }),
  ],
  ["wrong method", "the method must be POST", ({ sandbox }) => sandbox.fetch(`${address}/auth`)],
  [
    "scripted fault",
    "fault: 503, 2 of 3 requests left",
    ({ client, sandbox }) => {
      sandbox.fault({ status: 503, times: 3 });
      return client.exchange();
    },
  ],
  [
    "scripted hang-up",
    "fault: delay of 20 ms, closed connection, until reset",
    ({ client, sandbox }) => {
      sandbox.fault({ delayMs: 20, hangUp: true });
      return client.exchange().catch(() => {});
    },
  ],
];

const calls: [string, string, (world: World, token: string) => Promise<unknown>][] = [
  ["authorized", "token is valid for 60 min", ({ client }, token) => client.balance(`Bearer ${token}`)],
  ["no bearer token", "Authorization header is missing", ({ client }) => client.balance()],
  ["no bearer token", "Authorization header has no token", ({ client }) => client.balance("Bearer")],
  [
    "no bearer token",
    "Authorization header has a token without Bearer in front of it",
    ({ client }, token) => client.balance(token),
  ],
  [
    "no bearer token",
    "Authorization header is not Bearer {accessToken}",
    ({ client }) => client.balance("Basic dXNlcjpwYXNz"),
  ],
  [
    "unknown token",
    "the bearer is not an access token (not a JWT)",
    ({ client }) => client.balance(`Bearer ${apiKey}`),
  ],
  [
    "unknown token",
    "this sandbox did not issue the token: it is from another host or from before a restart",
    async ({ client }) => {
      const others = createClient(createSandbox({ credentials: [credentials] }));
      return client.balance(`Bearer ${await others.token()}`);
    },
  ],
  [
    "expired token",
    "token expired 12 s ago",
    ({ client, sandbox }, token) => {
      sandbox.clock.advance(3612);
      return client.balance(`Bearer ${token}`);
    },
  ],
  [
    "revoked token",
    "token was revoked by the control API, 3 min ago",
    ({ client, sandbox }, token) => {
      sandbox.revoke(decodeJwt(token).jti);
      sandbox.clock.advance(180);
      return client.balance(`Bearer ${token}`);
    },
  ],
  [
    "scripted fault",
    "fault: 429, used up",
    ({ client, sandbox }, token) => {
      sandbox.fault({ route: "business", status: 429, retryAfter: 1, times: 1 });
      return client.balance(`Bearer ${token}`);
    },
  ],
  [
    "bad request",
    "the query must have currency exactly once, as three capital letters",
    ({ sandbox }, token) =>
      sandbox.fetch(`${address}/balance`, { headers: { Authorization: `Bearer ${token}` } }),
  ],
  [
    "unknown route",
    "the sandbox has no route with this path",
    ({ sandbox }, token) =>
      sandbox.fetch(`${address}/payouts`, { headers: { Authorization: `Bearer ${token}` } }),
  ],
];

function createWorld(): World {
  const sandbox = createSandbox({ credentials: [credentials], now: () => 0, wait: async () => {} });
  return { sandbox, client: createClient(sandbox) };
}

test.each(exchanges)("explains an exchange with the outcome %s: %s", async (outcome, reason, send) => {
  const world = createWorld();
  await send(world);
  expect(world.sandbox.journal().at(-1)).toMatchObject({ outcome, reason });
});

test.each(calls)("explains a call with the outcome %s: %s", async (outcome, reason, send) => {
  const world = createWorld();
  await send(world, await world.client.token());
  expect(world.sandbox.journal().at(-1)).toMatchObject({ outcome, reason });
});

test("tells a fault that only delays from the outcome of the request", async () => {
  const { sandbox, client } = createWorld();
  sandbox.fault({ delayMs: 1500, times: 1 });
  await client.exchange();
  expect(sandbox.journal()).toMatchObject([{ outcome: "token issued", fault: "delay of 1500 ms, used up" }]);
});
