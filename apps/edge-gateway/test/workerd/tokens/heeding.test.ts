import { evictDurableObject, reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { BrokerAnswer } from "../../../src/tokens/broker-protocol.ts";
import { TokenBroker } from "../../../src/tokens/token-broker.ts";
import { brokerUnderTest, CREDENTIALS, NEXT_CREDENTIALS, tokenOf } from "./broker-under-test.ts";

const NOBODY = [{ apiKey: "somebody-else", apiSecret: "of-no-concern" }];
const COOL_DOWN_MS = 60_000;

let { sandbox, broker } = brokerUnderTest();
const errors = vi.spyOn(console, "error").mockImplementation(() => {});
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  errors.mockClear();
  ({ sandbox, broker } = brokerUnderTest());
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  await reset();
});

/** Asks a broker that has just lost its memory. */
async function askedAfterEviction(): Promise<BrokerAnswer> {
  await evictDurableObject(broker);
  return broker.token();
}

/** Asks a broker that was deployed over the same storage with other pairs. */
function askedWith(pairs: Partial<Env>) {
  return runInDurableObject(broker, async (_, state) => {
    const deployed = new TokenBroker(state, { ...env, ...pairs });
    return { answer: await deployed.token(), state: await deployed.state() };
  });
}

test("an evicted broker asks with rejected credentials no earlier than the cool-down ends, to the millisecond", async () => {
  sandbox.rotate(NOBODY);
  const rejectedAt = Date.now();
  const rejection = { code: "credentials_rejected", status: 401 };
  expect(await broker.token()).toMatchObject({ error: rejection });
  vi.setSystemTime(rejectedAt + COOL_DOWN_MS - 1);
  expect(await askedAfterEviction()).toMatchObject({ error: { ...rejection, retryAfterMs: 1 } });
  expect(await broker.state()).toMatchObject({ rejected: "next" });
  expect(sandbox.exchanges()).toBe(2);
  vi.setSystemTime(rejectedAt + COOL_DOWN_MS);
  expect(await askedAfterEviction()).toMatchObject({ error: rejection });
  expect(sandbox.exchanges()).toBe(4);
});

test("the line to alert on comes once a cool-down, however often the broker is evicted meanwhile", async () => {
  sandbox.rotate(NOBODY);
  await broker.token();
  for (let eviction = 0; eviction < 3; eviction += 1) await askedAfterEviction();
  expect(errors).toHaveBeenCalledTimes(2);
});

test("credentials stay known as rejected until WakaPay accepts them, also after the cool-down and an eviction", async () => {
  sandbox.rotate(NOBODY);
  await broker.token();
  vi.setSystemTime(Date.now() + COOL_DOWN_MS);
  await evictDurableObject(broker);
  expect(await broker.state()).toMatchObject({ rejected: "next" });
  sandbox.reset();
  tokenOf(await broker.token());
  expect((await broker.state()).rejected).toBeUndefined();
  await evictDurableObject(broker);
  expect((await broker.state()).rejected).toBeUndefined();
});

test("while the current pair cools down, an evicted broker goes on with the next one at once", async () => {
  sandbox.rotate([NEXT_CREDENTIALS]);
  const rejected = tokenOf(await broker.token());
  await evictDurableObject(broker);
  tokenOf(await broker.token({ rejected }));
  expect(sandbox.exchanges()).toBe(3);
  expect((await broker.state()).rejected).toBeUndefined();
});

test.each([
  ["secret", { ...CREDENTIALS, apiSecret: "canary-changed-secret" }],
  ["key", { ...CREDENTIALS, apiKey: "changed-key" }],
])("a changed %s is asked with at once, whatever was said of the pair before", async (_, changed) => {
  sandbox.rotate(NOBODY);
  await broker.token();
  sandbox.rotate([changed]);
  const { answer, state } = await askedWith({
    WAKAPAY_API_KEY: changed.apiKey,
    WAKAPAY_API_SECRET: changed.apiSecret,
  });
  tokenOf(answer);
  expect(state.rejected).toBeUndefined();
});

test("a broker whose only pair is rejected says so after an eviction, too", async () => {
  sandbox.rotate(NOBODY);
  const alone = { WAKAPAY_API_KEY_NEXT: "", WAKAPAY_API_SECRET_NEXT: "" };
  for (let instance = 0; instance < 2; instance += 1) {
    const { answer, state } = await askedWith(alone);
    expect(answer).toMatchObject({ ok: false, onlyPairRejected: true });
    expect(state).toMatchObject({ rejected: "current" });
  }
  expect(sandbox.exchanges()).toBe(1);
});

test.each([429, 503])("a long Retry-After beside a %d outlives an eviction", async (status) => {
  sandbox.fault({ status, retryAfter: 600, times: 1 });
  expect(await broker.token()).toMatchObject({ error: { status, retryAfterMs: 600_000 } });
  expect(await askedAfterEviction()).toMatchObject({ error: { status, retryAfterMs: expect.any(Number) } });
  expect((await broker.state()).rejected).toBeUndefined();
  expect(sandbox.exchanges()).toBe(1);
  vi.setSystemTime(Date.now() + 600_000);
  tokenOf(await askedAfterEviction());
});

test("what the broker stores of a rejection holds neither key nor secret", async () => {
  sandbox.rotate(NOBODY);
  await broker.token();
  const stored = await runInDurableObject(broker, async (_, { storage }) => [...(await storage.list())]);
  expect(stored.map(([name]) => name)).toEqual(["verdict current", "verdict next"]);
  expect(JSON.stringify(stored)).not.toMatch(/canary|key-of/);
});
