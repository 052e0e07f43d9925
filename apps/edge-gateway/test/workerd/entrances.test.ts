import { reset } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { readiness } from "../../src/health.ts";
import { gatewayUnderTest } from "./gateway-under-test.ts";

vi.spyOn(console, "log").mockImplementation(() => {});
const errors = vi.spyOn(console, "error").mockImplementation(() => {});
afterEach(async () => {
  vi.unstubAllGlobals();
  await reset();
});

const BALANCE = new Request("https://gateway.example/business/balance?currency=USD");

test("over a service binding the binding's props say who calls, and a key is neither needed nor looked at", async () => {
  const { gateway } = await gatewayUnderTest();
  expect((await gateway(BALANCE, { caller: "demo" })).status).toBe(200);
  expect(
    (await gateway(new Request(BALANCE, { headers: { authorization: "Bearer x" } }), { caller: "demo" }))
      .status,
  ).toBe(200);
});

test.each([{}, { caller: "stranger" }, { caller: 7 }, { caller: "__proto__" }, null])(
  "props %o get the 401 of a wrong key",
  async (props) => {
    const { gateway } = await gatewayUnderTest();
    const answer = await gateway(BALANCE, props);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ type: "urn:wakapay-gateway:problem:key_refused" });
  },
);

test("a caller beyond its burst limit gets 429 with Retry-After, and nothing goes up", async () => {
  const { call, sandbox } = await gatewayUnderTest({ burst: "small" });
  const answers = [];
  for (let request = 0; request < 4; request += 1) answers.push(await call("/business/balance?currency=USD"));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 429, 429]);
  expect(answers[3]?.headers.get("retry-after")).toBe("10");
  expect(sandbox.journal().filter(({ path }) => path === "/business/balance")).toHaveLength(2);
});

test("a rate limiter that fails lets pass", async () => {
  const BURST_SMALL = { limit: () => Promise.reject(new Error("down")) };
  const { call } = await gatewayUnderTest({ burst: "small" }, { BURST_SMALL });
  expect((await call("/business/balance?currency=USD")).status).toBe(200);
});

test("a fault of the gateway's own is a 500, and its line says where it is and repeats no message", async () => {
  const BURST_SMALL = {
    limit() {
      throw new RangeError("canary");
    },
  };
  const { call } = await gatewayUnderTest({ burst: "small" }, { BURST_SMALL });
  errors.mockClear();
  const answer = await call("/business/balance?currency=USD");
  expect(answer.status).toBe(500);
  expect(await answer.json()).toMatchObject({ type: "urn:wakapay-gateway:problem:internal_error" });
  const line = errors.mock.calls[0]?.[0];
  expect(JSON.parse(line)).toMatchObject({
    event: "internal_error",
    requestId: answer.headers.get("x-request-id"),
    error: "RangeError",
    at: expect.arrayContaining([expect.stringContaining("rate-limit.ts")]),
  });
  expect(line).not.toContain("canary");
});

test("an operator reads the broker's state at /readyz; others may not", async () => {
  const operator = await gatewayUnderTest({ operator: true });
  await operator.call("/business/balance?currency=USD");
  const answer = await operator.call("/readyz");
  expect(answer.status).toBe(200);
  const text = await answer.text();
  expect(JSON.parse(text)).toMatchObject({
    status: "ready",
    broker: { token: { expiresAt: expect.any(Number) } },
  });
  expect(text).not.toContain("eyJ");
  const other = await gatewayUnderTest();
  expect((await other.call("/readyz")).status).toBe(403);
  expect((await other.gateway(new Request("https://gateway.example/readyz"))).status).toBe(401);
});

test("rejected credentials make /readyz a 503 that says so", async () => {
  const { call, sandbox } = await gatewayUnderTest({ operator: true });
  sandbox.rotate([{ apiKey: "another", apiSecret: "pair" }]);
  expect((await call("/business/balance?currency=USD")).status).toBe(503);
  const answer = await call("/readyz");
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ status: "credentials_rejected", broker: { rejected: "next" } });
});

const OPERATOR = { name: "operator", operator: true, keyHashes: [], routes: [], readOnly: false };

test.each([
  ["before anybody called", {}],
  ["once the token is over", { token: { issuedAt: 0, expiresAt: Date.now(), fingerprint: "f" } }],
])("%s /readyz says that the credentials are untried", async (_, broker) => {
  const answer = await readiness("GET", OPERATOR, async () => broker);
  expect(answer).toMatchObject({ status: 200, body: JSON.stringify({ status: "untried", broker }) });
});

test("a silent broker makes /readyz a 503 that says so, and is waited for only so long", async () => {
  const answer = await readiness("GET", OPERATOR, () => new Promise(() => {}), 5);
  expect(answer).toMatchObject({ status: 503, body: '{"status":"broker_unreachable"}' });
});

test("without its broker an isolate exchanges directly, once, and keeps the token", async () => {
  const down = new Proxy(env.TOKEN_BROKER ?? {}, {
    get: () => () => ({
      token: () => Promise.reject(new Error("down")),
      state: () => Promise.reject(new Error("down")),
    }),
  });
  const { call, sandbox } = await gatewayUnderTest({ operator: true }, { TOKEN_BROKER: down } as never);
  for (let request = 0; request < 3; request += 1)
    expect((await call("/business/balance?currency=USD")).status).toBe(200);
  expect(sandbox.exchanges()).toBe(1);
  expect((await call("/readyz")).status).toBe(503);
});

test("without its broker an isolate whose pairs WakaPay rejects says so in the line to alert on, once", async () => {
  const down = { getByName: () => ({ token: () => Promise.reject(new Error("down")) }) };
  const { call, sandbox } = await gatewayUnderTest({}, { TOKEN_BROKER: down } as never);
  sandbox.rotate([{ apiKey: "another", apiSecret: "pair" }]);
  errors.mockClear();
  for (let request = 0; request < 3; request += 1)
    expect((await call("/business/balance?currency=USD")).status).toBe(503);
  expect(errors.mock.calls.map(([line]) => JSON.parse(line))).toEqual([
    { event: "credentials_rejected", pair: "current", code: "credentials_rejected" },
    { event: "credentials_rejected", pair: "next", code: "credentials_rejected" },
  ]);
});

test("a gateway whose WAKAPAY_BASE_URL is itself refuses to loop over HTTP; a service binding may name WakaPay's address", async () => {
  const { gateway } = await gatewayUnderTest({}, { WAKAPAY_BASE_URL: "https://gateway.example" });
  const answer = await gateway(BALANCE);
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ faults: ["WAKAPAY_BASE_URL is the gateway itself"] });
  expect((await gateway(BALANCE, { caller: "demo" })).status).toBe(200);
});

test("the Worker has an entrypoint for service bindings, whose props it trusts and whose absence it does not", async () => {
  const entrypoint = Object(exports)["GatewayEntrypoint"];
  const bound: Fetcher = entrypoint({ props: { caller: "stranger" } });
  expect((await bound.fetch(BALANCE)).status).toBe(503);
  expect((await entrypoint.fetch(BALANCE)).status).toBe(503);
});
