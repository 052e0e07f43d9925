import { evictDurableObject, reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { TokenBroker } from "../../../src/tokens/token-broker.ts";
import { brokerUnderTest, CREDENTIALS, NEXT_CREDENTIALS, tokenOf } from "./broker-under-test.ts";

let { sandbox, broker } = brokerUnderTest();
const errors = vi.spyOn(console, "error").mockImplementation(() => {});
beforeEach(() => {
  errors.mockClear();
  ({ sandbox, broker } = brokerUnderTest());
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await reset();
});

test("an evicted broker keeps its token", async () => {
  const first = tokenOf(await broker.token());
  await evictDurableObject(broker);
  expect(tokenOf(await broker.token())).toEqual(first);
  expect(sandbox.exchanges()).toBe(1);
});

test("what the broker stores holds neither the token nor the secret", async () => {
  const { value } = tokenOf(await broker.token());
  const stored = await runInDurableObject(broker, async (_, { storage }) => [...(await storage.list())]);
  expect(stored.map(([name]) => name)).toEqual(["asked at", "token http://127.0.0.1:4010"]);
  expect(JSON.stringify(stored)).not.toContain(value.slice(0, 20));
  expect(JSON.stringify(stored)).not.toContain("canary");
});

test("what was stored under another secret, or tampered with, is a miss and costs one exchange", async () => {
  const first = tokenOf(await broker.token());
  await runInDurableObject(broker, (_, { storage }) => storage.put("token http://127.0.0.1:4010", "1.AAAA"));
  await evictDurableObject(broker);
  expect(tokenOf(await broker.token()).value).not.toBe(first.value);
  expect(sandbox.exchanges()).toBe(2);
});

test("a caller that names a refused token gets another, and fifty at once make one exchange", async () => {
  const rejected = tokenOf(await broker.token());
  const answers = await Promise.all(Array.from({ length: 50 }, () => broker.token({ rejected })));
  const values = new Set(answers.map((answer) => tokenOf(answer).value));
  expect(values.size).toBe(1);
  expect(values).not.toContain(rejected.value);
  expect(sandbox.exchanges()).toBe(2);
});

test("rejected credentials come back as plain data, cool down, and say so once in a line fit for an alert", async () => {
  sandbox.rotate([{ ...CREDENTIALS, apiSecret: "another" }]);
  for (let call = 0; call < 100; call += 1) {
    expect(await broker.token()).toMatchObject({
      ok: false,
      error: { code: "credentials_rejected", status: 401 },
    });
  }
  expect(sandbox.exchanges()).toBe(2);
  expect(errors.mock.calls.map(([line]) => JSON.parse(line))).toEqual([
    { event: "credentials_rejected", pair: "current", code: "credentials_rejected" },
    { event: "credentials_rejected", pair: "next", code: "credentials_rejected" },
  ]);
  expect(await broker.state()).toMatchObject({ rejected: "next" });
});

test("once WakaPay rejects the current pair, the next one serves, without a failed call", async () => {
  const before = tokenOf(await broker.token());
  sandbox.rotate([NEXT_CREDENTIALS]);
  const after = tokenOf(await broker.token({ rejected: before }));
  expect(after.value).not.toBe(before.value);
  await evictDurableObject(broker);
  expect(tokenOf(await broker.token())).toEqual(after);
  expect(sandbox.exchanges()).toBe(3);
});

test("a token that an isolate offers is the broker's, also after an eviction", async () => {
  const { value, issuedAt, expiresAt } = tokenOf(await broker.token());
  const offered = { value: `${value}x`, issuedAt: issuedAt + 1, expiresAt: expiresAt + 1 };
  await broker.token({ offered });
  expect(tokenOf(await broker.token())).toMatchObject(offered);
  await evictDurableObject(broker);
  expect(tokenOf(await broker.token())).toMatchObject(offered);
  expect(sandbox.exchanges()).toBe(1);
});

test("an offer that comes late never replaces a token that was issued after it", async () => {
  const { value, issuedAt, expiresAt } = tokenOf(await broker.token());
  await broker.token({ offered: { value: `${value}x`, issuedAt: issuedAt - 1, expiresAt: expiresAt - 1 } });
  expect(tokenOf(await broker.token())).toMatchObject({ value });
  await evictDurableObject(broker);
  expect(tokenOf(await broker.token())).toMatchObject({ value });
});

test("a broker that has a next pair never asks isolates to help it out", async () => {
  sandbox.rotate([{ ...CREDENTIALS, apiSecret: "another" }]);
  expect(await broker.token()).not.toHaveProperty("onlyPairRejected");
});

test("the broker tells its state without a token's value", async () => {
  const { value, issuedAt, expiresAt } = tokenOf(await broker.token());
  const state = await broker.state();
  expect(state).toMatchObject({
    token: { issuedAt, expiresAt },
    renewalAt: issuedAt + (expiresAt - issuedAt) * 0.65,
  });
  expect(JSON.stringify(state)).not.toContain(value);
});

test("a broker whose version is not configured is not made, so that isolates of another get on without it; no value is told", async () => {
  const made = runInDurableObject(broker, (_, state) => {
    new TokenBroker(state, { ...env, WAKAPAY_API_KEY: "" });
  });
  await expect(made).rejects.toThrow("WAKAPAY_API_KEY is missing");
  await expect(made).rejects.not.toThrow("canary");
});
