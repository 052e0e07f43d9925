import { once } from "node:events";
import https from "node:https";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { sandbox, server } from "../../recipes/msw.ts";
import { createClient } from "../client.ts";

/** A program that calls WakaPay's own address with the runtime's `fetch`. */
const program = createClient({ fetch: (...args) => fetch(...args) });
const credentials = { apiKey: "my-key", apiSecret: "my-secret" };

beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
beforeEach(() => sandbox.reset());
afterAll(() => server.close());

test("makes one exchange for several calls of a program", async () => {
  const token = await program.token(credentials);
  for (const _ of [1, 2, 3]) expect((await program.balance(`Bearer ${token}`)).status).toBe(200);
  expect(sandbox.exchanges()).toBe(1);
});

test("makes a second exchange after the token is revoked", async () => {
  const token = await program.token(credentials);
  sandbox.revoke(token);
  expect((await program.balance(`Bearer ${token}`)).status).toBe(401);
  expect((await program.balance(`Bearer ${await program.token(credentials)}`)).status).toBe(200);
  expect(sandbox.exchanges()).toBe(2);
});

test("serves programs that use node:https", async () => {
  const headers = { Authorization: `Bearer ${await program.token(credentials)}` };
  const [response] = await once(
    https.get("https://api.test.wakapay.io/business/balance?currency=USD", { headers }),
    "response",
  );
  expect(response.statusCode).toBe(200);
});

test("turns a scripted hang-up into a network error", async () => {
  sandbox.fault({ hangUp: true, times: 1 });
  await expect(program.exchange(credentials)).rejects.toThrow(TypeError);
  expect(sandbox.journal()).toMatchObject([{ outcome: "scripted hang-up" }]);
});
