import { createHash } from "node:crypto";
import { mintGatewayKey } from "@wakapay/edge-gateway/gateway-key";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CREDENTIALS, type LocalGateway, localGateway } from "./local-gateway.ts";
import { serveGateway } from "./serve-gateway.ts";

let local: LocalGateway;
beforeAll(async () => {
  local = await localGateway();
});
afterAll(async () => {
  expect(await local.close()).not.toContain(CREDENTIALS.apiSecret);
});
beforeEach(() => local.sandbox.reset());

const JSON_HEADERS = { "content-type": "application/json" };

/** Checks that a response is this problem, and returns the document. */
async function problemOf(response: Response, status: number, name: string): Promise<Record<string, unknown>> {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.headers.get("x-request-id")).toMatch(/^[\w.-]+$/);
  const document = Object(await response.json());
  expect(document).toMatchObject({ status, type: `urn:wakapay-gateway:problem:${name}` });
  expect(document.detail).toMatch(/\.$/);
  expect(document.requestId).toBe(response.headers.get("x-request-id"));
  expect(response.status).toBe(status);
  return document;
}

describe("invalid requests get a problem document and are not sent to WakaPay", () => {
  const business = "/business/balance?currency=USD";
  test.each<[string, number, string, string, RequestInit]>([
    ["an unknown route", 404, "route_unknown", "/nowhere", {}],
    [
      "the token endpoint",
      404,
      "route_unknown",
      "/business/auth",
      { method: "POST", body: "{}", headers: JSON_HEADERS },
    ],
    ["the token endpoint in capitals", 404, "route_unknown", "/business/AUTH", {}],
    ["below the token endpoint", 404, "route_unknown", "/business/auth/x", {}],
    ["a wrong method", 405, "method_refused", business, { method: "DELETE" }],
    ["a wrong method for /healthz", 405, "method_refused", "/healthz", { method: "POST" }],
    ["a missing key", 401, "key_missing", business, { headers: { authorization: "" } }],
    ["an encoded path", 400, "path_refused", "/business/%61uth", {}],
    ["a doubled slash", 400, "path_refused", "/business//auth", {}],
    [
      "a target over 8000 characters",
      414,
      "target_too_long",
      `/business/balance?ids=${"7".repeat(8_000)}`,
      {},
    ],
    ["a control character in the query", 400, "query_refused", "/business/balance?a=%00", {}],
    [
      "a body that is not JSON",
      415,
      "media_type_refused",
      "/business/sandbox-echo",
      { method: "POST", body: "a=1" },
    ],
    [
      "a compressed body",
      415,
      "media_type_refused",
      "/business/sandbox-echo",
      {
        method: "POST",
        body: "{}",
        headers: { ...JSON_HEADERS, "content-encoding": "gzip" },
      },
    ],
    [
      "a body over the limit",
      413,
      "body_too_large",
      "/business/sandbox-echo",
      {
        method: "POST",
        body: `"${"x".repeat(1_048_576)}"`,
        headers: JSON_HEADERS,
      },
    ],
    [
      "a body over the limit of resendable bodies",
      413,
      "body_too_large",
      "/business/sandbox-echo",
      {
        method: "POST",
        body: `"${"x".repeat(65_536)}"`,
        headers: { ...JSON_HEADERS, "idempotency-key": "1" },
      },
    ],
  ])("%s: %i", async (_, status, name, path, init) => {
    await problemOf(await local.call(path, init), status, name);
    expect(local.sandbox.journal().filter(({ path }) => path !== "/business/auth")).toEqual([]);
  });
});

test("lists the allowed methods in Allow", async () => {
  const response = await local.call("/business/balance", { method: "PUT" });
  expect(response.headers.get("allow")).toBe("GET, POST");
});

test("returns the same 401 for every wrong credential", async () => {
  const stranger = await mintGatewayKey("stranger");
  const retired = await mintGatewayKey("demo");
  const wrong = [
    stranger.key,
    retired.key,
    `${local.key}x`,
    local.key.slice(0, -1),
    local.key.toUpperCase(),
    "eyJhbGciOiJIUzI1NiJ9.e30.x",
  ];
  const headers = [
    ...wrong.map((key) => `Bearer ${key}`),
    `Basic ${btoa("demo:demo")}`,
    `Bearer ${local.key}, Bearer ${local.key}`,
  ];
  const responses = await Promise.all(
    headers.map((authorization) => local.call("/business/balance", { headers: { authorization } })),
  );
  const bodies = new Set(
    await Promise.all(
      responses.map(async (response) => {
        const { requestId, ...document } = await problemOf(response, 401, "key_refused");
        return JSON.stringify(document);
      }),
    ),
  );
  expect(bodies.size).toBe(1);
  expect(new Set(responses.map(({ headers }) => headers.get("www-authenticate"))).size).toBe(1);
});

test.each<Record<string, string>>([{}, { "idempotency-key": "payout-1" }])(
  "sends a body unchanged with the headers %o",
  async (headers) => {
    const body = JSON.stringify({ amount: "12.50", note: "äß€", filling: "x".repeat(30_000) });
    const response = await local.call("/business/sandbox-echo", {
      method: "POST",
      body,
      headers: { ...JSON_HEADERS, ...headers },
    });
    expect(response.headers.get("wakapay-gateway-answer")).toBe("upstream");
    const bodySha256 = createHash("sha256").update(body).digest("hex");
    expect(await response.json()).toMatchObject({ contentType: "application/json", bodySha256 });
  },
);

test("forwards WakaPay's own errors unchanged, marked as upstream", async () => {
  const response = await local.call("/business/unknown");
  expect(response.headers.get("wakapay-gateway-answer")).toBe("upstream");
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ code: 0 });
});

test("serves /healthz without a configuration, and names its faults without values", async () => {
  const bare = await serveGateway({
    variables: { GATEWAY_ENVIRONMENT: "local", WAKAPAY_API_SECRET: "canary-of-a-value" },
  });
  expect((await fetch(`${bare.url}/healthz`)).status).toBe(200);
  const document = await problemOf(await fetch(`${bare.url}/business/balance`), 503, "misconfigured");
  expect(document["faults"]).toEqual([
    "WAKAPAY_BASE_URL is missing",
    "GATEWAY_POLICY is missing or empty",
    "WAKAPAY_API_KEY is missing",
  ]);
  expect(JSON.stringify(document)).not.toContain("canary");
  await bare.close();
});

test("reports credentials that WakaPay rejects, without their values", async () => {
  const gateway = await serveGateway({
    variables: { ...local.variables, WAKAPAY_API_SECRET: "canary-wrong-secret" },
  });
  const response = await fetch(`${gateway.url}/business/balance`, {
    headers: { authorization: `Bearer ${local.key}` },
  });
  expect(response.headers.get("retry-after")).toMatch(/^\d+$/);
  const document = await problemOf(response, 503, "credentials_rejected");
  expect(document["outcome"]).toBe("not_sent");
  expect(JSON.stringify(document) + (await gateway.close())).not.toContain("canary");
});
