import { HTTPException } from "hono/http-exception";
import { describe, expect, onTestFinished, test } from "vitest";
import { type BusinessHandler, type BusinessRoutes, createSandbox } from "../../src/index.ts";
import { serve } from "../../src/serve.ts";
import { createClient } from "../client.ts";
import { credentials } from "../forms/form.ts";

/** Creates a sandbox with own routes. `call` sends a request with a valid token. */
async function create(business: BusinessHandler | BusinessRoutes) {
  const sandbox = createSandbox({ credentials: [credentials], business });
  const token = await createClient(sandbox).token();
  const call = (path: string, init: RequestInit = {}) =>
    sandbox.fetch(`https://api.test.wakapay.io${path}`, {
      ...init,
      headers: { ...init.headers, Authorization: `Bearer ${token}` },
    });
  return { sandbox, token, call };
}

describe("a function", () => {
  test("gets the request with the account and token, and without the bearer", async () => {
    const seen: unknown[] = [];
    const { sandbox, call } = await create(async (request, caller) => {
      seen.push(request.method, request.url, [...request.headers], await request.text(), caller);
      return Response.json({ id: "p-1" }, { status: 201 });
    });
    const response = await call("/business/payouts?dry=1", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: '{"amount":"1.00"}',
    });
    expect([response.status, await response.json()]).toEqual([201, { id: "p-1" }]);
    const entry = sandbox.journal().at(-1);
    expect(entry).toMatchObject({ outcome: "authorized", status: 201, account: "account-1" });
    expect(seen).toEqual([
      "POST",
      "https://api.test.wakapay.io/business/payouts?dry=1",
      [["content-type", "application/json"]],
      '{"amount":"1.00"}',
      { account: "account-1", tokenId: entry?.tokenId },
    ]);
  });

  test("marks responses as its own, also those with read-only headers", async () => {
    const { call } = await create(() => Response.redirect("https://example.com/", 303));
    const response = await call("/business/any");
    expect(response.headers.get("wakapay-sandbox")).toBe("routes");
    expect([response.status, response.headers.get("location")]).toEqual([303, "https://example.com/"]);
  });

  test("leaves requests to the sandbox by returning undefined", async () => {
    const { call } = await create(() => undefined);
    expect(await (await call("/business/balance?currency=EUR")).json()).toMatchObject({ currency: "EUR" });
    expect((await call("/business/payouts")).status).toBe(404);
  });

  test("replaces the sandbox's own routes, but not the exchange", async () => {
    const { sandbox, call } = await create(() => new Response("mine"));
    expect(await (await call("/business/balance")).text()).toBe("mine");
    expect((await createClient(sandbox).exchange()).headers.get("wakapay-sandbox")).toBeNull();
    expect((await call("/elsewhere")).status).toBe(404);
  });

  test("is not called without a valid token or when a fault is scripted", async () => {
    const { sandbox, call } = await create(() => {
      throw new Error("must not be called");
    });
    sandbox.fault({ route: "business", status: 503, times: 1 });
    expect((await call("/business/payouts")).status).toBe(503);
    sandbox.revoke();
    expect((await call("/business/payouts")).status).toBe(401);
    expect((await createClient(sandbox).balance()).status).toBe(401);
  });

  test("returns a 500 with the message if the function throws", async () => {
    const { sandbox, call } = await create(() => {
      throw new RangeError("payout-7 is missing");
    });
    const response = await call("/business/payouts");
    expect(response.status).toBe(500);
    expect(response.headers.get("wakapay-sandbox")).toBe("invented");
    expect(await response.json()).toEqual({
      code: 0,
      error: "the `business` handler failed: payout-7 is missing",
    });
    expect(sandbox.journal().at(-1)).toMatchObject({
      status: 500,
      outcome: "business error",
      reason: "the `business` handler failed: payout-7 is missing",
      response: { source: "invented" },
    });
  });

  test("keeps known secrets out of the message", async () => {
    const { sandbox, call } = await create(() => Promise.reject(new Error(credentials.apiSecret)));
    expect(await (await call("/business/payouts")).text()).not.toContain(credentials.apiSecret);
    expect(JSON.stringify(sandbox.journal())).not.toContain(credentials.apiSecret);
  });

  test("uses the status of an HTTPException of Hono", async () => {
    const { call } = await create(() => Promise.reject(new HTTPException(409, { message: "paid already" })));
    const response = await call("/business/payouts");
    expect([response.status, await response.json()]).toEqual([409, { code: 0, error: "paid already" }]);
  });

  test("says what it must return", async () => {
    const { call } = await create((() => ({ id: 1 })) as never);
    expect(await (await call("/business/payouts")).json()).toMatchObject({
      error: expect.stringContaining("must return a Response or undefined"),
    });
  });

  test("streams both bodies over HTTP", async () => {
    const sandbox = await serve({
      credentials: [credentials],
      business: (request) => new Response(request.body),
    });
    onTestFinished(sandbox.close);
    const client = createClient({ fetch, url: sandbox.url });
    const upload = new TransformStream<Uint8Array, Uint8Array>();
    const writer = upload.writable.getWriter();
    const pending = fetch(`${sandbox.url}/business/uploads`, {
      method: "POST",
      headers: { Authorization: `Bearer ${await client.token()}` },
      body: upload.readable,
      duplex: "half",
    });
    const first = new TextEncoder().encode("first");
    const second = new TextEncoder().encode("second");
    await writer.write(first);
    const reader = (await pending).body?.getReader();
    expect((await reader?.read())?.value).toEqual(first);
    await writer.write(second);
    expect((await reader?.read())?.value).toEqual(second);
    await writer.close();
    expect((await reader?.read())?.done).toBe(true);
  });
});

describe("an object of routes", () => {
  test("passes decoded path parameters to the handler of the method and path", async () => {
    const { call } = await create({
      "GET /business/payouts/:id": (_, { params, account }) => Response.json({ ...params, account }),
      "POST /business/payouts": () => new Response(null, { status: 202 }),
    });
    const response = await call("/business/payouts/a%20b");
    expect(await response.json()).toEqual({ id: "a b", account: "account-1" });
    expect(response.headers.get("wakapay-sandbox")).toBe("routes");
    expect((await call("/business/payouts", { method: "POST" })).status).toBe(202);
  });

  test("supports HEAD on routes of GET", async () => {
    const { call } = await create({ "GET /business/payouts": () => new Response("a list") });
    const response = await call("/business/payouts", { method: "HEAD" });
    expect([response.status, await response.text()]).toEqual([200, ""]);
  });

  test("leaves other paths and methods to the sandbox", async () => {
    const { call } = await create({ "GET /business/payouts": () => new Response() });
    expect((await call("/business/balance?currency=USD")).headers.get("wakapay-sandbox")).toBe("invented");
    expect((await call("/business/payouts", { method: "PUT" })).status).toBe(404);
  });

  test("returns a 500 with the message if a handler rejects", async () => {
    const { call } = await create({ "GET /business/payouts": () => Promise.reject(new Error("no rows")) });
    expect(await (await call("/business/payouts")).json()).toEqual({
      code: 0,
      error: "the `business` handler failed: no rows",
    });
  });
});

test.each([
  ["a string", "routes.mjs", "`business` must be a function, or an object of route handlers (got a string)."],
  ["a list", [], "`business` must be a function, or an object of route handlers (got an empty array)."],
  [
    "a route outside of /business/",
    { "GET /payouts": () => new Response() },
    '`business.GET /payouts` must be a method and a path under /business/, such as "GET /business/payouts/:id".',
  ],
  [
    "the route of the exchange",
    { "POST /business/auth": () => new Response() },
    '`business.POST /business/auth` must be a method and a path under /business/, such as "GET /business/payouts/:id".',
  ],
  [
    "a handler that is not a function",
    { "GET /business/payouts": {} },
    "`business.GET /business/payouts` must be a function (got an object).",
  ],
])("rejects %s", (_, business, message) => {
  expect(() => createSandbox({ credentials: [credentials], business } as never)).toThrow(
    new TypeError(message),
  );
});
