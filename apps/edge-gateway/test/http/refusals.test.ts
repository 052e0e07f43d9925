import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { mintGatewayKey } from "../../src/access/gateway-key.ts";
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

/** Checks that an answer is a problem document of its kind, and hands it on. */
async function problemOf(answer: Response, status: number, name: string): Promise<Record<string, unknown>> {
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(answer.headers.get("x-request-id")).toMatch(/^[\w.-]+$/);
  const document = Object(await answer.json());
  expect(document).toMatchObject({ status, type: `urn:wakapay-gateway:problem:${name}` });
  expect(document.detail).toMatch(/\.$/);
  expect(answer.status).toBe(status);
  return document;
}

describe("a request that is not right gets a problem document with a sentence that helps", () => {
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
    ["a wrong method of the gateway's own", 405, "method_refused", "/healthz", { method: "POST" }],
    ["a missing key", 401, "key_missing", business, { headers: { authorization: "" } }],
    ["an encoded path", 400, "path_refused", "/business/%61uth", {}],
    ["a doubled slash", 400, "path_refused", "/business//auth", {}],
    ["a control character in the query", 400, "query_refused", "/business/balance?a=%00", {}],
    [
      "a body of another type",
      415,
      "media_type_refused",
      "/business/sandbox-echo",
      { method: "POST", body: "a=1" },
    ],
    [
      "an encoded body",
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
      "a body over the limit of what may be sent twice",
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

test("a wrong method is told the right ones", async () => {
  const answer = await local.call("/business/balance", { method: "PUT" });
  expect(answer.headers.get("allow")).toBe("GET, POST");
});

test("every wrong credential gets the same 401 with the same body", async () => {
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
  const answers = await Promise.all(
    headers.map((authorization) => local.call("/business/balance", { headers: { authorization } })),
  );
  const bodies = new Set(
    await Promise.all(
      answers.map(async (answer) => JSON.stringify(await problemOf(answer, 401, "key_refused"))),
    ),
  );
  expect(bodies.size).toBe(1);
  expect(new Set(answers.map(({ headers }) => headers.get("www-authenticate"))).size).toBe(1);
});

test.each<Record<string, string>>([{}, { "idempotency-key": "payout-1" }])(
  "a body goes up byte for byte with %o",
  async (headers) => {
    const body = JSON.stringify({ amount: "12.50", note: "äß€", filling: "x".repeat(30_000) });
    const answer = await local.call("/business/sandbox-echo", {
      method: "POST",
      body,
      headers: { ...JSON_HEADERS, ...headers },
    });
    expect(answer.headers.get("wakapay-gateway-answer")).toBe("upstream");
    const bodySha256 = createHash("sha256").update(body).digest("hex");
    expect(await answer.json()).toMatchObject({ contentType: "application/json", bodySha256 });
  },
);

test("an error of WakaPay's own comes down as WakaPay wrote it, marked as upstream's", async () => {
  const answer = await local.call("/business/unknown");
  expect(answer.headers.get("wakapay-gateway-answer")).toBe("upstream");
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ code: 0 });
});

test("a gateway without configuration is healthy, and says which part is missing without a value", async () => {
  const bare = await serveGateway({
    variables: { GATEWAY_ENVIRONMENT: "local", WAKAPAY_API_SECRET: "canary-of-a-value" },
  });
  expect((await fetch(`${bare.url}/healthz`)).status).toBe(200);
  const document = await problemOf(await fetch(`${bare.url}/business/balance`), 503, "misconfigured");
  expect(document["faults"]).toEqual([
    "WAKAPAY_BASE_URL is missing",
    "WAKAPAY_API_KEY is missing",
    "GATEWAY_POLICY is missing",
  ]);
  expect(JSON.stringify(document)).not.toContain("canary");
  await bare.close();
});

test("credentials that WakaPay rejects are the operator's fault, and say so without a value", async () => {
  const gateway = await serveGateway({
    variables: { ...local.variables, WAKAPAY_API_SECRET: "canary-wrong-secret" },
  });
  const answer = await fetch(`${gateway.url}/business/balance`, {
    headers: { authorization: `Bearer ${local.key}` },
  });
  expect(answer.headers.get("retry-after")).toMatch(/^\d+$/);
  const document = await problemOf(answer, 503, "credentials_rejected");
  expect(document["outcome"]).toBe("not_sent");
  expect(JSON.stringify(document) + (await gateway.close())).not.toContain("canary");
});
