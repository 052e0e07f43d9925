import { evictDurableObject, reset, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { renewalDueAt } from "../../../src/tokens/renewal-schedule.ts";
import { TokenBroker } from "../../../src/tokens/token-broker.ts";
import {
  type BrokerUnderTest,
  brokerUnderTest,
  OTHER_CREDENTIALS,
  setClock,
  tokenOf,
} from "./broker-under-test.ts";

let { sandbox, broker, alarmAt }: BrokerUnderTest = brokerUnderTest();
vi.spyOn(console, "error").mockImplementation(() => {});
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  ({ sandbox, broker, alarmAt } = brokerUnderTest());
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  await reset();
});

describe("token", () => {
  test("replaces a rejected token with one exchange for fifty callers", async () => {
    const rejected = tokenOf(await broker.token());
    const replies = await Promise.all(Array.from({ length: 50 }, () => broker.token({ rejected })));
    const values = new Set(replies.map((reply) => tokenOf(reply).value));
    expect(values.size).toBe(1);
    expect(values).not.toContain(rejected.value);
    expect(sandbox.exchanges()).toBe(2);
  });

  test("returns rejected credentials as plain data and makes no exchange in the cooldown", async () => {
    sandbox.rotate([OTHER_CREDENTIALS]);
    for (let call = 0; call < 100; call += 1) {
      expect(await broker.token()).toMatchObject({
        ok: false,
        error: { code: "credentials_rejected", status: 401 },
      });
    }
    expect(sandbox.exchanges()).toBe(2);
  });
});

describe("alarm", () => {
  test("renews the token before isolates request a new one", async () => {
    const first = tokenOf(await broker.token());
    setClock(first, 0.65);
    await runDurableObjectAlarm(broker);
    setClock(first, 0.75);
    const second = tokenOf(await broker.token({ minExpiresAt: first.expiresAt }));
    expect(second.expiresAt).toBeGreaterThan(first.expiresAt);
    expect(sandbox.exchanges()).toBe(2);
    expect(await alarmAt()).toBe(renewalDueAt(second));
  });

  test("renews the token after an eviction", async () => {
    const first = tokenOf(await broker.token());
    await evictDurableObject(broker);
    setClock(first, 0.65);
    await runDurableObjectAlarm(broker);
    expect(sandbox.exchanges()).toBe(2);
  });

  test("retries a failed renewal, and returns the old token until then", async () => {
    const first = tokenOf(await broker.token());
    sandbox.fault({ status: 503 });
    setClock(first, 0.65);
    await runDurableObjectAlarm(broker);
    expect(tokenOf(await broker.token())).toEqual(first);
    const retryAt = await alarmAt();
    sandbox.reset();
    vi.setSystemTime(retryAt ?? 0);
    await runDurableObjectAlarm(broker);
    expect(tokenOf(await broker.token()).value).not.toBe(first.value);
  });

  test("does not renew a token that was not requested for its whole lifetime", async () => {
    const first = tokenOf(await broker.token());
    setClock(first, 1);
    await runDurableObjectAlarm(broker);
    expect(sandbox.exchanges()).toBe(1);
    expect(await alarmAt()).toBeNull();
  });

  test("is not set while rejected credentials cool down, and again with the next token", async () => {
    const first = tokenOf(await broker.token());
    sandbox.rotate([OTHER_CREDENTIALS]);
    setClock(first, 0.65);
    await runDurableObjectAlarm(broker);
    expect(await alarmAt()).toBeNull();
    sandbox.reset();
    setClock(first, 1.1);
    const second = tokenOf(await broker.token());
    expect(await alarmAt()).toBe(renewalDueAt(second));
  });

  test("retries if the current pair is rejected and the next one fails otherwise", async () => {
    const first = tokenOf(await broker.token());
    sandbox.fault({ status: 401, times: 1 });
    sandbox.fault({ status: 503, retryAfter: 30, times: 1 });
    setClock(first, 0.65);
    await runDurableObjectAlarm(broker);
    expect((await broker.state()).rejected).toBeUndefined();
    vi.setSystemTime((await alarmAt()) ?? 0);
    await runDurableObjectAlarm(broker);
    expect(tokenOf(await broker.token()).value).not.toBe(first.value);
    expect((await broker.state()).rejected).toBeUndefined();
  });

  test("moves forward for a token with a shorter lifetime, and never back", async () => {
    const first = tokenOf(await broker.token());
    setClock(first, 0.1);
    sandbox.configure({ lifetimeSeconds: 600 });
    const short = tokenOf(await broker.token({ rejected: first }));
    expect(await alarmAt()).toBe(renewalDueAt(short));
    setClock(short, 0.5);
    sandbox.configure({ lifetimeSeconds: 7_200 });
    await broker.token({ rejected: short });
    expect(await alarmAt()).toBe(renewalDueAt(short));
  });

  test("does not run earlier because a token is requested after a failed renewal", async () => {
    const first = tokenOf(await broker.token());
    sandbox.fault({ status: 503, retryAfter: 30 });
    setClock(first, 0.65);
    await runDurableObjectAlarm(broker);
    const retryAt = await alarmAt();
    expect(retryAt).toBeGreaterThan(Date.now());
    await broker.token();
    expect(await alarmAt()).toBe(retryAt);
  });

  test("makes no exchange if it runs early", async () => {
    const rejected = tokenOf(await broker.token());
    setClock(rejected, 0.6);
    const renewed = tokenOf(await broker.token({ rejected }));
    await runDurableObjectAlarm(broker);
    expect(sandbox.exchanges()).toBe(2);
    expect(await alarmAt()).toBe(renewalDueAt(renewed));
  });

  test("is set again if it did not run for more than a minute", async () => {
    const token = tokenOf(await broker.token());
    vi.setSystemTime(renewalDueAt(token) + 60_001);
    await broker.token();
    expect(await alarmAt()).toBe(Date.now());
  });
});

describe("state", () => {
  test("contains the token's times and no value", async () => {
    const { value, issuedAt, expiresAt } = tokenOf(await broker.token());
    const state = await broker.state();
    expect(state).toMatchObject({
      token: { issuedAt, expiresAt },
      renewalAt: issuedAt + (expiresAt - issuedAt) * 0.65,
    });
    expect(JSON.stringify(state)).not.toContain(value);
  });
});

test("throws at construction if its version is not configured, without a value", async () => {
  const created = runInDurableObject(broker, (_, state) => {
    new TokenBroker(state, { ...env, WAKAPAY_API_KEY: "" });
  });
  await expect(created).rejects.toThrow("WAKAPAY_API_KEY is missing");
  await expect(created).rejects.not.toThrow("canary");
});
