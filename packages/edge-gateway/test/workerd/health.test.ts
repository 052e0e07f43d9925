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
    const response = await readiness("GET", OPERATOR, async () => broker);
    expect(response).toMatchObject({ status: 200, body: JSON.stringify({ status: "untried", broker }) });
  });

  test("reports broker_unreachable if the broker does not respond in time", async () => {
    const response = await readiness("GET", OPERATOR, () => new Promise(() => {}), 5);
    expect(response).toMatchObject({ status: 503, body: '{"status":"broker_unreachable"}' });
  });
});
