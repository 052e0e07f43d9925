import { reset } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { gatewayUnderTest } from "./gateway-under-test.ts";
import { testIssuer } from "./identity/test-issuer.ts";

vi.spyOn(console, "log").mockImplementation(() => {});
const errors = vi.spyOn(console, "error").mockImplementation(() => {});
afterEach(async () => {
  errors.mockClear();
  vi.unstubAllGlobals();
  await reset();
});

const BALANCE = "/business/balance?currency=USD";
const requestFor = (headers: Record<string, string> = {}) =>
  new Request(`https://gateway.example${BALANCE}`, { headers });
const errorLines = () => errors.mock.calls.map(([line]) => JSON.parse(line));

describe("service bindings", () => {
  test("authenticate by props, and ignore keys", async () => {
    const { gateway } = await gatewayUnderTest();
    expect((await gateway(requestFor(), { caller: "demo" })).status).toBe(200);
    expect((await gateway(requestFor({ authorization: "Bearer x" }), { caller: "demo" })).status).toBe(200);
  });

  test.each([{}, { caller: "stranger" }, { caller: 7 }, { caller: "__proto__" }, null])(
    "reject the props %o like a wrong key",
    async (props) => {
      const { gateway } = await gatewayUnderTest();
      const response = await gateway(requestFor(), props);
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ type: "urn:wakapay-gateway:problem:key_refused" });
    },
  );

  test("use the entrypoint GatewayEntrypoint, with or without props", async () => {
    const entrypoint = Object(exports)["GatewayEntrypoint"];
    const bound: Fetcher = entrypoint({ props: { caller: "stranger" } });
    expect((await bound.fetch(requestFor())).status).toBe(503);
    expect((await entrypoint.fetch(requestFor())).status).toBe(503);
  });
});

describe("a token of an identity provider", () => {
  test("authenticates the caller, and is neither logged nor sent to WakaPay", async () => {
    const issuer = await testIssuer("canary-kid");
    const rule = { issuer: "canary-issuer", audience: "gateway", claims: { sub: "canary-subject" } };
    const jwks = { keys: [issuer.jwk] };
    const { gateway, sandbox } = await gatewayUnderTest({ keys: undefined, tokens: [{ ...rule, jwks }] });
    const now = Math.floor(Date.now() / 1_000);
    const claims = { iss: "canary-issuer", aud: "gateway", iat: now, exp: now + 300 };
    const lines = vi.spyOn(console, "log").mockClear();
    const statuses = [];
    for (const sub of ["canary-subject", "canary-stranger"]) {
      const authorization = `Bearer ${await issuer.sign({ ...claims, sub })}`;
      const response = await gateway(requestFor({ authorization }));
      statuses.push(response.status);
      expect(await response.text()).not.toMatch(/canary|eyJ/);
    }
    expect(statuses).toEqual([200, 401]);
    expect(lines.mock.calls.map(([line]) => JSON.parse(line))).toMatchObject([
      { caller: "demo", status: 200 },
      { problem: "token_refused", refused: "no caller matches", status: 401 },
    ]);
    expect(JSON.stringify(lines.mock.calls)).not.toMatch(/canary|eyJ/);
    expect(sandbox.journal().filter(({ path }) => path === "/business/balance")).toHaveLength(1);
  });
});

describe("the burst limit", () => {
  test("rejects requests with 429 and Retry-After", async () => {
    const { call, sandbox } = await gatewayUnderTest({ burst: "small" });
    const responses = [];
    for (let request = 0; request < 4; request += 1) responses.push(await call(BALANCE));
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 429, 429]);
    expect(responses[3]?.headers.get("retry-after")).toBe("10");
    expect(await responses[3]?.json()).toMatchObject({
      detail: "The caller sends too many requests at once. Send them later.",
    });
    expect(sandbox.journal().filter(({ path }) => path === "/business/balance")).toHaveLength(2);
  });

  test("fails open if the limiter errors", async () => {
    const BURST_SMALL = { limit: () => Promise.reject(new Error("down")) };
    const { call } = await gatewayUnderTest({ burst: "small" }, { BURST_SMALL });
    expect((await call(BALANCE)).status).toBe(200);
  });
});

test("returns 500 for an unexpected error, and logs its place without its message", async () => {
  const BURST_SMALL = {
    limit() {
      throw new RangeError("canary");
    },
  };
  const { call } = await gatewayUnderTest({ burst: "small" }, { BURST_SMALL });
  const response = await call(BALANCE);
  expect(response.status).toBe(500);
  expect(await response.json()).toMatchObject({ type: "urn:wakapay-gateway:problem:internal_error" });
  expect(errorLines()).toMatchObject([
    {
      event: "internal_error",
      requestId: response.headers.get("x-request-id"),
      error: "RangeError",
      at: expect.arrayContaining([expect.stringContaining("rate-limit.ts")]),
    },
  ]);
  expect(JSON.stringify(errorLines())).not.toContain("canary");
});

describe("/readyz", () => {
  test("shows the broker's state to operators only", async () => {
    const operator = await gatewayUnderTest({ operator: true });
    await operator.call(BALANCE);
    const response = await operator.call("/readyz");
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({
      status: "ready",
      accounts: {
        default: {
          status: "ready",
          pair: "current",
          broker: { token: { expiresAt: expect.any(Number) } },
        },
      },
    });
    expect(text).not.toContain("eyJ");
    const other = await gatewayUnderTest();
    expect((await other.call("/readyz")).status).toBe(403);
    expect((await other.gateway(new Request("https://gateway.example/readyz"))).status).toBe(401);
  });

  test("returns 503 if WakaPay rejects the credentials", async () => {
    const { call, sandbox } = await gatewayUnderTest({ operator: true });
    sandbox.rotate([{ apiKey: "another", apiSecret: "pair" }]);
    expect((await call(BALANCE)).status).toBe(503);
    const response = await call("/readyz");
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      status: "credentials_rejected",
      accounts: { default: { status: "credentials_rejected", broker: { rejected: "next" } } },
    });
  });
});

describe("without its broker, an isolate", () => {
  const down = () => Promise.reject(new Error("down"));
  const TOKEN_BROKER = new Proxy(env.TOKEN_BROKER ?? {}, { get: () => () => ({ token: down, state: down }) });

  test("exchanges directly, once", async () => {
    const { call, sandbox } = await gatewayUnderTest({ operator: true }, { TOKEN_BROKER } as never);
    for (let request = 0; request < 3; request += 1) expect((await call(BALANCE)).status).toBe(200);
    expect(sandbox.exchanges()).toBe(1);
    expect((await call("/readyz")).status).toBe(503);
  });

  test("logs credentials_rejected once per pair", async () => {
    const { call, sandbox } = await gatewayUnderTest({}, { TOKEN_BROKER } as never);
    sandbox.rotate([{ apiKey: "another", apiSecret: "pair" }]);
    for (let request = 0; request < 3; request += 1) expect((await call(BALANCE)).status).toBe(503);
    expect(errorLines()).toEqual([
      { event: "credentials_rejected", account: "default", pair: "current", code: "credentials_rejected" },
      { event: "credentials_rejected", account: "default", pair: "next", code: "credentials_rejected" },
    ]);
  });
});

describe("a configuration fault", () => {
  const FAULT = "WAKAPAY_BASE_URL must not be the gateway's own address";

  test("is named in the local environment: a loop, over HTTP only", async () => {
    const { gateway } = await gatewayUnderTest({}, { WAKAPAY_BASE_URL: "https://gateway.example" });
    const response = await gateway(requestFor());
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ faults: [FAULT] });
    expect((await gateway(requestFor(), { caller: "demo" })).status).toBe(200);
  });

  test("is logged, and not shown to callers, in a deployed environment", async () => {
    const { gateway } = await gatewayUnderTest({}, { GATEWAY_ENVIRONMENT: "test" });
    const response = await gateway(requestFor());
    expect(response.status).toBe(503);
    const document = Object(await response.json());
    expect(document).toMatchObject({ type: "urn:wakapay-gateway:problem:misconfigured" });
    expect(JSON.stringify(document)).not.toMatch(/WAKAPAY_|policy/);
    expect(errorLines()).toEqual([
      {
        event: "misconfigured",
        requestId: response.headers.get("x-request-id"),
        faults: expect.arrayContaining(["policies.test is missing or empty"]),
      },
    ]);
  });
});
