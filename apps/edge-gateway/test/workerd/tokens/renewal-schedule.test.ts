import { evictDurableObject, reset, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import type { AccessToken } from "@wakapay/auth-core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { isAbandoned, renewalDueAt } from "../../../src/tokens/renewal-schedule.ts";
import { brokerUnderTest, tokenOf } from "./broker-under-test.ts";

let { sandbox, broker } = brokerUnderTest();
vi.spyOn(console, "error").mockImplementation(() => {});
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  ({ sandbox, broker } = brokerUnderTest());
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  await reset();
});

const alarmAt = () => runInDurableObject(broker, (_, { storage }) => storage.getAlarm());
/** Sets the clock to a part of the token's life. */
function clockAt({ issuedAt, expiresAt }: AccessToken, part: number): void {
  vi.setSystemTime(issuedAt + (expiresAt - issuedAt) * part);
}

test("a token is renewed at 65 % of its life, to the millisecond", () => {
  const token = { value: "t", issuedAt: 1_000, expiresAt: 11_000 };
  expect(renewalDueAt(token)).toBe(7_500);
  expect(isAbandoned(token, 1_000, 10_999)).toBe(false);
  expect(isAbandoned(token, 1_000, 11_000)).toBe(true);
});

test("the alarm renews ahead, so that whoever asks at 75 % of the life finds the new token", async () => {
  const first = tokenOf(await broker.token());
  clockAt(first, 0.65);
  await runDurableObjectAlarm(broker);
  clockAt(first, 0.75);
  const second = tokenOf(await broker.token({ minExpiresAt: first.expiresAt }));
  expect(second.expiresAt).toBeGreaterThan(first.expiresAt);
  expect(sandbox.exchanges()).toBe(2);
  expect(await alarmAt()).toBe(renewalDueAt(second));
});

test("an evicted broker wakes by its alarm and renews all the same", async () => {
  const first = tokenOf(await broker.token());
  await evictDurableObject(broker);
  clockAt(first, 0.65);
  await runDurableObjectAlarm(broker);
  expect(sandbox.exchanges()).toBe(2);
});

test("after a failed renewal the old token serves on, and the alarm tries again", async () => {
  const first = tokenOf(await broker.token());
  sandbox.fault({ status: 503 });
  clockAt(first, 0.65);
  await runDurableObjectAlarm(broker);
  expect(tokenOf(await broker.token())).toEqual(first);
  const again = await alarmAt();
  sandbox.reset();
  vi.setSystemTime(again ?? 0);
  await runDurableObjectAlarm(broker);
  expect(tokenOf(await broker.token()).value).not.toBe(first.value);
});

test("a token that nobody asked for during its whole life is not renewed, and no alarm is set", async () => {
  const first = tokenOf(await broker.token());
  clockAt(first, 1);
  await runDurableObjectAlarm(broker);
  expect(sandbox.exchanges()).toBe(1);
  expect(await alarmAt()).toBeNull();
});

test("while WakaPay rejects the credentials no alarm is set, and a token that comes sets it again", async () => {
  const first = tokenOf(await broker.token());
  sandbox.rotate([{ apiKey: "somebody-else", apiSecret: "of-no-concern" }]);
  clockAt(first, 0.65);
  await runDurableObjectAlarm(broker);
  expect(await alarmAt()).toBeNull();
  sandbox.reset();
  clockAt(first, 1.1);
  const second = tokenOf(await broker.token());
  expect(await alarmAt()).toBe(renewalDueAt(second));
});

test("the alarm tries again where the current pair is rejected and the next one fails for a while, which is well later", async () => {
  const first = tokenOf(await broker.token());
  sandbox.fault({ status: 401, times: 1 });
  sandbox.fault({ status: 503, retryAfter: 30, times: 1 });
  clockAt(first, 0.65);
  await runDurableObjectAlarm(broker);
  expect((await broker.state()).rejected).toBeUndefined();
  vi.setSystemTime((await alarmAt()) ?? 0);
  await runDurableObjectAlarm(broker);
  expect(tokenOf(await broker.token()).value).not.toBe(first.value);
  expect((await broker.state()).rejected).toBeUndefined();
});

test("a token with a shorter life moves the alarm ahead, and one with a longer life does not put it off", async () => {
  const rejected = tokenOf(await broker.token());
  clockAt(rejected, 0.1);
  sandbox.configure({ lifetimeSeconds: 600 });
  const short = tokenOf(await broker.token({ rejected }));
  expect(await alarmAt()).toBe(renewalDueAt(short));
  clockAt(short, 0.1);
  const offered = (issuedAt: number, lifeMs: number) => ({
    value: `lives-${lifeMs}`,
    issuedAt,
    expiresAt: issuedAt + lifeMs,
  });
  const longer = offered(Date.now() - 1, 7_200_000);
  expect(tokenOf(await broker.token({ offered: longer }))).toEqual(longer);
  expect(await alarmAt()).toBe(renewalDueAt(short));
  await evictDurableObject(broker);
  const shorter = offered(Date.now(), 60_000);
  expect(tokenOf(await broker.token({ offered: shorter }))).toEqual(shorter);
  expect(await alarmAt()).toBe(renewalDueAt(shorter));
});

test("whoever asks after a failed renewal does not make the alarm come sooner", async () => {
  const first = tokenOf(await broker.token());
  sandbox.fault({ status: 503, retryAfter: 30 });
  clockAt(first, 0.65);
  await runDurableObjectAlarm(broker);
  const again = await alarmAt();
  expect(again).toBeGreaterThan(Date.now());
  await broker.token();
  expect(await alarmAt()).toBe(again);
});

test("an alarm that comes early, because a refused token was renewed meanwhile, exchanges nothing", async () => {
  const rejected = tokenOf(await broker.token());
  clockAt(rejected, 0.6);
  const renewed = tokenOf(await broker.token({ rejected }));
  await runDurableObjectAlarm(broker);
  expect(sandbox.exchanges()).toBe(2);
  expect(await alarmAt()).toBe(renewalDueAt(renewed));
});
