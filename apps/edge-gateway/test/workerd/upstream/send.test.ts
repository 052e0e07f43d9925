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

describe("after a 401 and a renewal", () => {
  test.each<[string, string, RequestInit]>([
    ["GET", BALANCE, {}],
    ["POST with an Idempotency-Key", ECHO, WITH_KEY],
  ])("%s is sent once more, and the caller sees no failure", async (_, path, init) => {
    await call(BALANCE);
    sandbox.revoke();
    const answer = await call(path, init);
    expect(answer.status).toBe(200);
    expect(sandbox.exchanges()).toBe(2);
    expect(lastLine()).toMatchObject({ sends: 2, tokenFrom: "broker", status: 200 });
  });

  test.each<[string, RequestInit]>([
    ["POST without an Idempotency-Key", POST],
    ["POST without a body", { method: "POST" }],
  ])("%s is not sent again: 502, never the caller's 401, and the next call succeeds", async (_, init) => {
    await call(BALANCE);
    sandbox.revoke();
    const before = sends();
    const answer = await call(ECHO, init);
    expect(answer.status).toBe(502);
    expect(await answer.json()).toMatchObject({
      type: "urn:wakapay-gateway:problem:upstream_unauthorized",
      outcome: "not_applied",
    });
    expect(sends()).toBe(before + 1);
    expect((await call(ECHO, init)).status).toBe(200);
  });

  test("a POST whose route says so is sent once more", async () => {
    ({ sandbox, call } = await gatewayUnderTest({
      routes: [{ methods: ["POST"], path: ECHO, resend: true }],
    }));
    await call(ECHO, POST);
    sandbox.revoke();
    expect((await call(ECHO, POST)).status).toBe(200);
  });

  test("where WakaPay rejects the credentials, the caller is told so, and that its request was not applied", async () => {
    await call(BALANCE);
    sandbox.rotate([{ apiKey: "another", apiSecret: "pair" }]);
    sandbox.revoke();
    const answer = await call(BALANCE);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({
      type: "urn:wakapay-gateway:problem:credentials_rejected",
      outcome: "not_applied",
    });
  });

  test("a lasting 401 is a 502 after two sends", async () => {
    sandbox.fault({ route: "business", status: 401 });
    const answer = await call(BALANCE);
    expect(answer.status).toBe(502);
    expect(answer.headers.has("www-authenticate")).toBe(false);
    expect(sends()).toBe(2);
  });
});

test("a redirect is a 502 without its address", async () => {
  sandbox.fault({ route: "business", redirect: "https://elsewhere.example/steal" });
  const answer = await call(BALANCE);
  expect(answer.status).toBe(502);
  expect(JSON.stringify([await answer.text(), ...answer.headers])).not.toContain("elsewhere");
  expect(sends()).toBe(1);
});

describe("after a network fault", () => {
  test("GET is sent once more", async () => {
    sandbox.fault({ route: "business", hangUp: true, times: 1 });
    expect((await call(BALANCE)).status).toBe(200);
    expect(lastLine()).toMatchObject({ sends: 2 });
  });

  test("GET is sent twice at most", async () => {
    sandbox.fault({ route: "business", hangUp: true });
    const answer = await call(BALANCE);
    expect(answer.status).toBe(502);
    expect(await answer.json()).not.toHaveProperty("outcome");
    expect(sends()).toBe(2);
  });

  test.each([POST, WITH_KEY])("POST is not, and its outcome is unknown", async (init) => {
    sandbox.fault({ route: "business", hangUp: true });
    const answer = await call(ECHO, init);
    expect(answer.status).toBe(502);
    expect(await answer.json()).toMatchObject({
      type: "urn:wakapay-gateway:problem:upstream_unreachable",
      outcome: "unknown",
    });
    expect(sends()).toBe(1);
  });
});

test("a POST that WakaPay does not answer in time is a 504 whose outcome is unknown", async () => {
  ({ sandbox, call } = await gatewayUnderTest({
    routes: [{ methods: ["POST"], path: ECHO, timeoutMs: 100 }],
  }));
  sandbox.fault({ route: "business", delayMs: 5_000 });
  const answer = await call(ECHO, POST);
  expect(answer.status).toBe(504);
  expect(await answer.json()).toMatchObject({
    outcome: "unknown",
    detail: expect.stringContaining("look that up"),
  });
});

test.each([400, 403, 404, 409, 422, 429, 500, 503])(
  "an upstream %i passes untouched, marked as upstream's",
  async (status) => {
    sandbox.fault({ route: "business", status });
    const answer = await call(BALANCE);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("wakapay-gateway-answer")).toBe("upstream");
    expect(await answer.json()).toMatchObject({ code: 0 });
  },
);

test("WakaPay sees the caller's Idempotency-Key as it is, and none of its credentials and forwarding headers", async () => {
  const answer = await call(ECHO, {
    ...WITH_KEY,
    headers: {
      ...WITH_KEY.headers,
      cookie: "a=b",
      "x-api-key": "k",
      "x-forwarded-for": "1.2.3.4",
      forwarded: "for=1.2.3.4",
    },
  });
  const { headerNames, idempotencyKey } = Object(await answer.json());
  expect(idempotencyKey).toBe("payout-1");
  expect(headerNames).toEqual([
    "authorization",
    "content-type",
    "idempotency-key",
    "traceparent",
    "user-agent",
    "x-request-id",
  ]);
});

test("a well-formed X-Request-Id and traceparent are echoed; others are replaced", async () => {
  const traceparent = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
  const kept = await call(ECHO, { headers: { "x-request-id": "order-7", traceparent } });
  expect([kept.headers.get("x-request-id"), kept.headers.get("traceparent")]).toEqual([
    "order-7",
    traceparent,
  ]);
  const made = await call(ECHO, { headers: { "x-request-id": 'a"b<c', traceparent: "00-zz-1-0" } });
  expect(made.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  expect(made.headers.get("traceparent")).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
});

test("a request's line tells caller, template, status and durations, and never a path, a query or a secret", async () => {
  await call("/business/balance?currency=CANARY");
  const { durationMs, tokenMs, upstreamMs, requestId, ...rest } = lastLine();
  expect(rest).toEqual({
    event: "request",
    method: "GET",
    caller: "demo",
    route: "/business/**",
    status: 400,
    tokenFrom: "broker",
    sends: 1,
  });
  await call("/business/balance?currency=USD");
  expect(lastLine()).toMatchObject({ tokenFrom: "isolate", status: 200 });
  expect(JSON.stringify(lines.mock.calls)).not.toMatch(/CANARY|canary|wgk_|eyJ|currency|balance/);
});
