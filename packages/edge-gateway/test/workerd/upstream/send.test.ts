import { reset } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type GatewayUnderTest, gatewayUnderTest } from "../gateway-under-test.ts";

vi.spyOn(console, "error").mockImplementation(() => {});
const lines = vi.spyOn(console, "log").mockImplementation(() => {});
let { sandbox, call }: GatewayUnderTest = await gatewayUnderTest();
beforeEach(async () => {
  ({ sandbox, call } = await gatewayUnderTest());
  lines.mockClear();
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await reset();
});

const BALANCE = "/business/balance?currency=USD";
const ECHO = "/business/sandbox-echo";
const POST = { method: "POST", body: '{"amount":"1.00"}', headers: { "content-type": "application/json" } };
const WITH_KEY = { ...POST, headers: { ...POST.headers, "idempotency-key": "payout-1" } };
const sends = () => sandbox.journal().filter(({ path }) => path !== "/business/auth").length;
const lastLine = () => JSON.parse(lines.mock.calls.at(-1)?.[0]);

describe("a 401", () => {
  test.each<[string, string, RequestInit]>([
    ["GET", BALANCE, {}],
    ["POST with an Idempotency-Key", ECHO, WITH_KEY],
  ])("resends %s with a new token", async (_, path, init) => {
    await call(BALANCE);
    sandbox.revoke();
    const response = await call(path, init);
    expect(response.status).toBe(200);
    expect(sandbox.exchanges()).toBe(2);
    expect(lastLine()).toMatchObject({ sends: 2, tokenFrom: "broker", status: 200 });
  });

  test.each<[string, RequestInit]>([
    ["POST without an Idempotency-Key", POST],
    ["POST without a body", { method: "POST" }],
  ])("does not resend %s, and serves the next call", async (_, init) => {
    await call(BALANCE);
    sandbox.revoke();
    const before = sends();
    const response = await call(ECHO, init);
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({
      type: "urn:wakapay-gateway:problem:upstream_unauthorized",
      outcome: "not_applied",
    });
    expect(sends()).toBe(before + 1);
    expect(lastLine()).toMatchObject({ sends: 1, tokenFrom: "isolate" });
    expect((await call(ECHO, init)).status).toBe(200);
    expect(lastLine()).toMatchObject({ sends: 1, tokenFrom: "broker" });
  });

  test("resends a POST if its route sets resend", async () => {
    ({ sandbox, call } = await gatewayUnderTest({
      routes: [{ methods: ["POST"], path: ECHO, resend: true }],
    }));
    await call(ECHO, POST);
    sandbox.revoke();
    expect((await call(ECHO, POST)).status).toBe(200);
  });

  test("reports rejected credentials, and that the request was not applied", async () => {
    await call(BALANCE);
    sandbox.rotate([{ apiKey: "another", apiSecret: "pair" }]);
    sandbox.revoke();
    const response = await call(BALANCE);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      type: "urn:wakapay-gateway:problem:credentials_rejected",
      outcome: "not_applied",
    });
  });

  test("becomes a 502 after two sends", async () => {
    sandbox.fault({ route: "business", status: 401 });
    const response = await call(BALANCE);
    expect(response.status).toBe(502);
    expect(response.headers.has("www-authenticate")).toBe(false);
    expect(sends()).toBe(2);
  });
});

test("reports a redirect without its address", async () => {
  sandbox.fault({ route: "business", redirect: "https://elsewhere.example/steal" });
  const response = await call(BALANCE);
  expect(response.status).toBe(502);
  expect(JSON.stringify([await response.text(), ...response.headers])).not.toContain("elsewhere");
  expect(sends()).toBe(1);
});

describe("a connection failure", () => {
  test("resends a GET", async () => {
    sandbox.fault({ route: "business", hangUp: true, times: 1 });
    expect((await call(BALANCE)).status).toBe(200);
    expect(lastLine()).toMatchObject({ sends: 2 });
  });

  test("resends a GET only once", async () => {
    sandbox.fault({ route: "business", hangUp: true });
    const response = await call(BALANCE);
    expect(response.status).toBe(502);
    expect(await response.json()).not.toHaveProperty("outcome");
    expect(sends()).toBe(2);
  });

  test.each([POST, WITH_KEY])("does not resend a POST, and reports an unknown outcome", async (init) => {
    sandbox.fault({ route: "business", hangUp: true });
    const response = await call(ECHO, init);
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({
      type: "urn:wakapay-gateway:problem:upstream_unreachable",
      outcome: "unknown",
    });
    expect(sends()).toBe(1);
  });
});

test("reports an unknown outcome if a POST times out", async () => {
  ({ sandbox, call } = await gatewayUnderTest({
    routes: [{ methods: ["POST"], path: ECHO, timeoutMs: 100 }],
  }));
  sandbox.fault({ route: "business", delayMs: 5_000 });
  const response = await call(ECHO, POST);
  expect(response.status).toBe(504);
  expect(await response.json()).toMatchObject({
    outcome: "unknown",
    detail: expect.stringContaining("look it up"),
  });
});

test.each([400, 403, 404, 409, 422, 429, 500, 503])(
  "forwards a %i unchanged, marked as WakaPay's",
  async (status) => {
    sandbox.fault({ route: "business", status });
    const response = await call(BALANCE);
    expect(response.status).toBe(status);
    expect(response.headers.get("wakapay-gateway-answer")).toBe("upstream");
    expect(await response.json()).toMatchObject({ code: 0 });
  },
);

test("forwards the Idempotency-Key, and no credentials or forwarding headers", async () => {
  const response = await call(ECHO, {
    ...WITH_KEY,
    headers: {
      ...WITH_KEY.headers,
      cookie: "a=b",
      "x-api-key": "k",
      "x-forwarded-for": "1.2.3.4",
      forwarded: "for=1.2.3.4",
    },
  });
  const { headerNames, idempotencyKey } = Object(await response.json());
  expect(idempotencyKey).toBe("payout-1");
  expect(headerNames).toEqual([
    "accept-encoding",
    "authorization",
    "content-type",
    "idempotency-key",
    "traceparent",
    "user-agent",
    "x-request-id",
  ]);
});

test("echoes a valid X-Request-Id and traceparent, and replaces others", async () => {
  const traceparent = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
  const echoed = await call(ECHO, { headers: { "x-request-id": "order-7", traceparent } });
  expect([echoed.headers.get("x-request-id"), echoed.headers.get("traceparent")]).toEqual([
    "order-7",
    traceparent,
  ]);
  const created = await call(ECHO, { headers: { "x-request-id": 'a"b<c', traceparent: "00-zz-1-0" } });
  expect(created.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  expect(created.headers.get("traceparent")).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
});

test("logs the caller, template, status and durations, and no path, query or secret", async () => {
  await call("/business/balance?currency=CANARY");
  const { durationMs, tokenMs, upstreamMs, requestId, ...rest } = lastLine();
  expect(rest).toEqual({
    event: "request",
    method: "GET",
    caller: "demo",
    account: "default",
    credential: "key",
    keyId: expect.stringMatching(/^[0-9a-f]{8}$/),
    route: "/business/**",
    status: 400,
    tokenFrom: "broker",
    sends: 1,
  });
  await call(BALANCE);
  expect(lastLine()).toMatchObject({ tokenFrom: "isolate", status: 200 });
  expect(JSON.stringify(lines.mock.calls)).not.toMatch(/CANARY|canary|wgk_|eyJ|currency|balance/);
});

test("logs the origin of a token once, however many requests waited for it", async () => {
  await Promise.all([call(BALANCE), call(BALANCE), call(BALANCE)]);
  const origins = lines.mock.calls.map(([line]) => JSON.parse(line).tokenFrom);
  expect(origins.sort()).toEqual(["broker", "isolate", "isolate"]);
});

test.each([
  ["logs WakaPay's own request ID", "0f8fad5b-d9cb-469f-a165", "0f8fad5b-d9cb-469f-a165"],
  ["does not log an ID that is not well formed", "a b", undefined],
])("%s, and does not forward it", async (_, id, logged) => {
  const { fetch } = sandbox;
  vi.stubGlobal("fetch", async (input: string, init?: RequestInit) => {
    const { status, body } = await fetch(input, init);
    return new Response(body, { status, headers: { "x-request-id": id } });
  });
  const response = await call(BALANCE);
  expect(lastLine().upstreamRequestId).toBe(logged);
  expect(response.headers.get("x-request-id")).not.toBe(id);
});
