import { describe, expect, it } from "vitest";
import { openapi } from "../src/openapi.ts";
import { credentials, runService } from "./running-service.ts";

/** Returns what a client sees of a response. */
async function seen(response: Response) {
  const { status, headers } = response;
  return {
    status,
    type: headers.get("content-type"),
    retryAfter: headers.get("retry-after"),
    body: await response.json(),
  };
}

const PROBLEM = "application/problem+json";

describe("GET /balances", () => {
  it("returns the balance of each currency after one token request", async () => {
    const { sandbox, get } = await runService();
    const responses = await Promise.all(Array.from({ length: 10 }, () => get("/balances")));
    for (const response of responses) {
      expect(await response.json()).toMatchObject({
        balances: [
          { currency: "USD", balance: { currency: "USD" } },
          { currency: "EUR", balance: { currency: "EUR" } },
        ],
      });
    }
    expect(sandbox.exchanges()).toBe(1);
  });

  it("succeeds after the token was revoked", async () => {
    const { sandbox, get } = await runService();
    await get("/balances");
    sandbox.revoke();
    expect((await get("/balances")).status).toBe(200);
    expect(sandbox.exchanges()).toBe(2);
  });

  it("reports rejected credentials as 503, with the time of the next attempt", async () => {
    const { sandbox, get } = await runService();
    sandbox.rotate([{ ...credentials, apiSecret: "another" }]);
    expect(await seen(await get("/balances"))).toEqual({
      status: 503,
      type: PROBLEM,
      retryAfter: expect.stringMatching(/^(60|59)$/),
      body: {
        status: 503,
        title: "WakaPay rejects the credentials of this service.",
        code: "credentials_rejected",
      },
    });
    expect(sandbox.exchanges()).toBe(1);
  });

  it("reports a rate limit of the API as 503 with its Retry-After", async () => {
    const { sandbox, get } = await runService();
    sandbox.fault({ route: "business", status: 429, retryAfter: 7 });
    expect(await seen(await get("/balances"))).toMatchObject({ status: 503, type: PROBLEM, retryAfter: "7" });
  });

  it("reports another failure of the API as 502", async () => {
    const { sandbox, get } = await runService();
    sandbox.fault({ route: "business", status: 500 });
    expect(await seen(await get("/balances"))).toMatchObject({
      status: 502,
      type: PROBLEM,
      retryAfter: null,
    });
    sandbox.fault({ route: "business", hangUp: true });
    expect(await seen(await get("/balances"))).toMatchObject({ status: 502, type: PROBLEM });
  });
});

it("reports credentials that are rejected while a token is renewed", async () => {
  const { sandbox, get } = await runService();
  await get("/balances");
  sandbox.rotate([{ ...credentials, apiSecret: "another" }]);
  sandbox.revoke();
  expect(await seen(await get("/balances"))).toMatchObject({
    status: 503,
    body: { code: "credentials_rejected" },
  });
});

describe("the probes", () => {
  it("are ready after a token was acquired, which the first request uses", async () => {
    const { sandbox, get } = await runService();
    expect((await get("/livez")).status).toBe(200);
    expect(sandbox.exchanges()).toBe(0);
    expect(await seen(await get("/readyz"))).toMatchObject({ status: 200, body: { status: "ready" } });
    await get("/balances");
    expect(sandbox.exchanges()).toBe(1);
  });

  it("are alive but not ready while there is no token", async () => {
    const { sandbox, get } = await runService();
    sandbox.rotate([{ ...credentials, apiSecret: "another" }]);
    expect((await get("/livez")).status).toBe(200);
    expect(await seen(await get("/readyz"))).toMatchObject({
      status: 503,
      body: { code: "credentials_rejected" },
    });
  });
});

it("finishes the requests in progress when it stops, and accepts no more", async () => {
  const { sandbox, service, get } = await runService();
  await get("/readyz");
  sandbox.fault({ route: "business", delayMs: 300, times: 2 });
  const response = get("/balances");
  await expect
    .poll(() => sandbox.journal().filter(({ path }) => path === "/business/balance"))
    .toHaveLength(2);
  const stopped = service.stop();
  expect((await response).status).toBe(200);
  await stopped;
  await expect(get("/livez")).rejects.toThrow();
});

it("serves an OpenAPI document of every route", async () => {
  const { get } = await runService();
  expect(await (await get("/openapi.json")).json()).toEqual(openapi);
  for (const [path, { get: operation }] of Object.entries(openapi.paths)) {
    const { status } = await get(path);
    expect(Object.keys(operation.responses)).toContain(`${status}`);
  }
  expect((await get("/another")).status).toBe(404);
});

it("logs each request and token event, and no secret", async () => {
  const { sandbox, get, log } = await runService();
  const secrets = Object.values(credentials);
  await get("/balances");
  sandbox.fault({ route: "business", status: 500 });
  await get("/balances");
  const lines = log.map((line) => JSON.parse(line));
  expect(lines).toContainEqual(
    expect.objectContaining({ method: "GET", path: "/balances", status: 200, msg: "request" }),
  );
  expect(lines).toContainEqual(
    expect.objectContaining({ event: expect.objectContaining({ type: "issued" }) }),
  );
  expect(lines).toContainEqual(expect.objectContaining({ msg: "request failed" }));
  for (const secret of [...secrets, "eyJ", "Bearer"]) expect(log.join("")).not.toContain(secret);
});
