import { describe, expect, test } from "vitest";
import { health, readiness } from "../../src/health.ts";

const OPERATOR = { name: "operator", operator: true, keys: [], routes: [], readOnly: false };

test("reports that the Worker runs", () => {
  expect(health("GET")).toMatchObject({ status: 200, body: '{"status":"ok"}' });
  expect(() => health("POST")).toThrow(expect.objectContaining({ problem: "method_refused" }));
});

describe("readiness", () => {
  test.each([
    ["there is no token", {}],
    ["the token has expired", { token: { issuedAt: 0, expiresAt: Date.now(), fingerprint: "f" } }],
    [
      "the renewal is overdue",
      {
        token: { issuedAt: 0, expiresAt: Date.now() + 600_000, fingerprint: "f" },
        renewalAt: Date.now() - 61_000,
      },
    ],
  ])("reports untried if %s", async (_, broker) => {
    const response = await readiness("GET", OPERATOR, new Map([["default", { state: async () => broker }]]));
    const accounts = { default: { status: "untried", broker } };
    expect(response).toMatchObject({ status: 200, body: JSON.stringify({ status: "untried", accounts }) });
  });

  test("reports broker_unreachable if the broker does not respond in time", async () => {
    const accounts = new Map([["eu", { state: () => new Promise<never>(() => {}) }]]);
    const response = await readiness("GET", OPERATOR, accounts, 5);
    const body = '{"status":"broker_unreachable","accounts":{"eu":{"status":"broker_unreachable"}}}';
    expect(response).toMatchObject({ status: 503, body });
  });

  test("reports every account, and the worst status", async () => {
    const token = { issuedAt: 0, expiresAt: Date.now() + 600_000, fingerprint: "f" };
    const statusOf = async (...names: string[]) => {
      const all = {
        ready: { state: async () => ({ token, pair: "next" as const }) },
        untried: { state: async () => ({}) },
        down: { state: () => Promise.reject(new Error("down")) },
        rejected: { state: async () => ({ rejected: "current" as const }) },
        faulty: { faults: ["WAKAPAY_FAULTY_API_KEY is missing"] },
      };
      const accounts = new Map(Object.entries(all).filter(([name]) => names.includes(name)));
      const { status, body } = await readiness("GET", OPERATOR, accounts);
      return { http: status, ...JSON.parse(String(body)) };
    };
    expect(await statusOf("ready")).toEqual({
      http: 200,
      status: "ready",
      accounts: { ready: { status: "ready", pair: "next", broker: { token } } },
    });
    expect(await statusOf("ready", "untried")).toMatchObject({ http: 200, status: "untried" });
    expect(await statusOf("ready", "down")).toMatchObject({ http: 503, status: "broker_unreachable" });
    expect(await statusOf("rejected", "down")).toMatchObject({ http: 503, status: "credentials_rejected" });
    expect(await statusOf("faulty", "rejected", "ready")).toMatchObject({
      http: 503,
      status: "misconfigured",
      accounts: { ready: { status: "ready" }, faulty: { faults: ["WAKAPAY_FAULTY_API_KEY is missing"] } },
    });
  });
});
