import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { QuotaNamespace } from "../../../src/access/quota-protocol.ts";
import { gatewayUnderTest } from "../gateway-under-test.ts";

vi.spyOn(console, "log").mockImplementation(() => {});
const errors = vi.spyOn(console, "error").mockImplementation(() => {});
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2030, 0, 15, 23, 0, 0) });
});
afterEach(async () => {
  errors.mockClear();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  await reset();
});

const BALANCE = "/business/balance?currency=USD";
const HOUR_MS = 3_600_000;

/** A gateway whose caller has a quota, and how often its isolate called the object. */
async function gatewayWithQuota(quota: object, policy: object = {}) {
  const take = vi.fn();
  const CALLER_QUOTA: QuotaNamespace = {
    getByName(name) {
      const stub = env.CALLER_QUOTA.getByName(name);
      return {
        take(request) {
          take(name, request);
          return stub.take(request);
        },
      };
    },
  };
  const gateway = await gatewayUnderTest({ quota, ...policy }, { CALLER_QUOTA } as never);
  async function statuses(times: number): Promise<number[]> {
    const found = [];
    for (let request = 0; request < times; request += 1) found.push((await gateway.call(BALANCE)).status);
    return found;
  }
  return { ...gateway, take, statuses };
}

describe("a daily quota", () => {
  test("rejects further requests with 429 and says when it resets", async () => {
    const { call, sandbox, statuses } = await gatewayWithQuota({ perDay: 2 });
    expect(await statuses(3)).toEqual([200, 200, 429]);
    const response = await call(BALANCE);
    expect(response.headers.get("retry-after")).toBe("3600");
    expect(response.headers.get("ratelimit-policy")).toBe('"daily";q=2;w=86400');
    expect(response.headers.get("ratelimit")).toBe('"daily";r=0;t=3600');
    expect(await response.json()).toMatchObject({
      type: "urn:wakapay-gateway:problem:quota_exceeded",
      detail: "The caller's quota for this day is used up. It resets at 00:00 UTC.",
    });
    expect(sandbox.journal().filter(({ path }) => path === "/business/balance")).toHaveLength(2);
  });

  test("starts again at midnight UTC", async () => {
    const { statuses } = await gatewayWithQuota({ perDay: 1 });
    expect(await statuses(2)).toEqual([200, 429]);
    vi.setSystemTime(Date.now() + HOUR_MS - 1);
    expect(await statuses(1)).toEqual([429]);
    vi.setSystemTime(Date.now() + 1);
    expect(await statuses(2)).toEqual([200, 429]);
  });

  test("is shared by all isolates", async () => {
    const isolates = await Promise.all([1, 2, 3].map(() => gatewayWithQuota({ perDay: 100 })));
    let allowed = 0;
    for (let round = 0; round < 50; round += 1) {
      for (const { statuses } of isolates)
        allowed += (await statuses(1)).filter((status) => status === 200).length;
    }
    expect(allowed).toBe(100);
  });

  test("calls the object rarely: for 1 of 10 requests or less once the isolate is warm", async () => {
    const { statuses, take } = await gatewayWithQuota({ perDay: 1_000_000 });
    await statuses(200);
    take.mockClear();
    await statuses(200);
    expect(take.mock.calls.length).toBeLessThanOrEqual(20);
  });

  test("does not call the object once the quota is used up", async () => {
    const { statuses, take } = await gatewayWithQuota({ perDay: 1 });
    await statuses(2);
    take.mockClear();
    expect(await statuses(5)).toEqual([429, 429, 429, 429, 429]);
    expect(take).not.toHaveBeenCalled();
  });

  test("counts each caller on its own object, named by environment and caller", async () => {
    const { statuses, take } = await gatewayWithQuota({ perDay: 1 });
    await statuses(1);
    expect(take).toHaveBeenCalledExactlyOnceWith("local demo", { perDay: 1, count: 1 });
  });

  test("does not count rejected requests, /healthz, /readyz, and preflights", async () => {
    const { call, gateway, statuses, take } = await gatewayWithQuota(
      { perDay: 1 },
      { operator: true, origins: ["https://page.example"] },
    );
    await call("/healthz");
    await call("/readyz");
    expect((await call(BALANCE, { method: "DELETE" })).status).toBe(405);
    expect((await call("/business/balance%20")).status).toBe(400);
    const preflight = { origin: "https://page.example", "access-control-request-method": "GET" };
    const url = `https://gateway.example${BALANCE}`;
    expect((await gateway(new Request(url, { method: "OPTIONS", headers: preflight }))).status).toBe(204);
    expect((await gateway(new Request(url))).status).toBe(401);
    expect(take).not.toHaveBeenCalled();
    expect(await statuses(2)).toEqual([200, 429]);
  });

  test("counts requests over a service binding, and POST requests", async () => {
    const { call, gateway } = await gatewayWithQuota({ perDay: 2 });
    const request = () => new Request(`https://gateway.example${BALANCE}`);
    expect((await gateway(request(), { caller: "demo" })).status).toBe(200);
    const post = { method: "POST", body: "{}", headers: { "content-type": "application/json" } };
    expect((await call("/business/payouts", post)).status).not.toBe(429);
    expect((await gateway(request(), { caller: "demo" })).status).toBe(429);
  });

  test("counts a request once, also if it is sent twice or fails before", async () => {
    const { call, sandbox, statuses } = await gatewayWithQuota({ perDay: 3 });
    expect(await statuses(1)).toEqual([200]);
    sandbox.revoke();
    expect(await statuses(1)).toEqual([200]);
    const post = { method: "POST", body: "{}", headers: { "content-type": "text/plain" } };
    expect((await call("/business/payouts", post)).status).toBe(415);
    expect(await statuses(1)).toEqual([429]);
  });

  test("applies a changed perDay with the next portion", async () => {
    const before = await gatewayWithQuota({ perDay: 1 });
    expect(await before.statuses(2)).toEqual([200, 429]);
    const raised = await gatewayWithQuota({ perDay: 2 });
    expect(await raised.statuses(2)).toEqual([200, 429]);
    const lowered = await gatewayWithQuota({ perDay: 1 });
    expect(await lowered.statuses(1)).toEqual([429]);
  });
});

describe("if the object is down", () => {
  const down = () => ({ take: () => Promise.reject(new Error("down")) });
  const gatewayOf = (quota: object, getByName: () => unknown = down) =>
    gatewayUnderTest({ quota }, { CALLER_QUOTA: { getByName } } as never);

  test("rejects requests by default, unsent and safe to retry", async () => {
    const { call, sandbox } = await gatewayOf({ perDay: 10 });
    const response = await call(BALANCE);
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
    expect(await response.json()).toMatchObject({
      type: "urn:wakapay-gateway:problem:quota_unavailable",
      outcome: "not_sent",
    });
    expect(sandbox.journal()).toEqual([]);
  });

  test("allows requests if the policy says so", async () => {
    const { call } = await gatewayOf({ perDay: 1, whenDown: "allow" });
    for (let request = 0; request < 3; request += 1) expect((await call(BALANCE)).status).toBe(200);
  });

  test("logs quota_unavailable, and calls the object, once in 5 seconds", async () => {
    const getByName = vi.fn(down);
    const { call } = await gatewayOf({ perDay: 1 }, getByName);
    for (let request = 0; request < 5; request += 1) await call(BALANCE);
    const line = { event: "quota_unavailable", caller: "demo", whenDown: "reject" };
    const lines = () => errors.mock.calls.map(([text]) => JSON.parse(text));
    expect(lines()).toEqual([line]);
    expect(getByName).toHaveBeenCalledTimes(2); // The call is repeated once.
    vi.setSystemTime(Date.now() + 5_000);
    await call(BALANCE);
    await call(BALANCE);
    expect(lines()).toEqual([line, line]);
    expect(getByName).toHaveBeenCalledTimes(4);
  });
});
