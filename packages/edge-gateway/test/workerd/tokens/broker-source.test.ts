import { evictDurableObject, reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { BrokerReply } from "../../../src/tokens/broker-protocol.ts";
import { TokenBroker } from "../../../src/tokens/token-broker.ts";
import {
  type BrokerUnderTest,
  brokerUnderTest,
  CREDENTIALS,
  NEXT_CREDENTIALS,
  OTHER_CREDENTIALS,
  setClock,
  tokenOf,
} from "./broker-under-test.ts";

const COOLDOWN_MS = 60_000;

let { sandbox, broker }: BrokerUnderTest = brokerUnderTest();
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

/** A token, and what the object of a version without accounts stored, with the next secret. */
const WRITTEN_BEFORE = {
  token: {
    value: "token-of-the-previous-version",
    issuedAt: 1_795_640_400_000,
    expiresAt: 1_795_644_000_000,
    fingerprint: "8c5ca1d1f00df00d",
  },
  stored: [
    "1.CIgxg2/MhyUx8CWKc9QkfZc4mqOpAK+kiD2g2b50VRJnDRLF/lee70fCTFfygmznKX9DJ6HwSW8Es2nHLH2Pf7q174fx6ASp",
    "7TDIkr+pkHjfu9vyIcVFCX6b4M7OxC/ywC8wrKaHFwLUG7F+lcoAyqClwqcdE7yvWvDgSqfSC6J2LU2/aKVxDlYbiYu5Zs3g5H",
    "RQMNNVzSyu",
  ].join(""),
};

/** Requests a token from a broker that has just lost its memory. */
async function tokenAfterEviction(): Promise<BrokerReply> {
  await evictDurableObject(broker);
  return broker.token();
}

/** Requests a token from a broker that is deployed over the same storage with other bindings. */
function tokenWith(bindings: Partial<typeof env>) {
  return runInDurableObject(broker, async (_, state) => {
    const deployed = new TokenBroker(state, { ...env, ...bindings });
    return { reply: await deployed.token(), state: await deployed.state() };
  });
}

/**
 * Replaces the token endpoint with one that does not respond. Returns a function that ends the
 * requests.
 */
function hangTokenEndpoint(): () => void {
  const pending = Promise.withResolvers<Response>();
  vi.stubGlobal("fetch", () => pending.promise);
  return () => {
    vi.stubGlobal("fetch", sandbox.fetch);
    pending.reject(new TypeError("closed by the test"));
  };
}

describe("the stored token", () => {
  test("survives an eviction", async () => {
    const first = tokenOf(await broker.token());
    expect(tokenOf(await tokenAfterEviction())).toEqual(first);
    expect(sandbox.exchanges()).toBe(1);
  });

  test("is served at once while a renewal hangs", async () => {
    const first = tokenOf(await broker.token());
    await evictDurableObject(broker);
    setClock(first, 0.7);
    const endRequests = hangTokenEndpoint();
    const renewal = broker.token({ minExpiresAt: first.expiresAt });
    const startedAt = performance.now();
    expect(tokenOf(await broker.token())).toEqual(first);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    endRequests();
    await renewal;
  });

  test("is renewed before it is served inside its leeway", async () => {
    const first = tokenOf(await broker.token());
    vi.setSystemTime(first.expiresAt - 60_000);
    expect(tokenOf(await tokenAfterEviction()).value).not.toBe(first.value);
    expect(sandbox.exchanges()).toBe(2);
  });

  test("is served inside its leeway if it cannot be renewed within 2 seconds", async () => {
    const first = tokenOf(await broker.token());
    vi.setSystemTime(first.expiresAt - 1);
    const endRequests = hangTokenEndpoint();
    const startedAt = performance.now();
    expect(tokenOf(await tokenAfterEviction())).toEqual(first);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    endRequests();
  });

  test("is read if a version without accounts wrote it", async () => {
    vi.setSystemTime(WRITTEN_BEFORE.token.issuedAt + 1_000);
    await runInDurableObject(broker, (_, { storage }) =>
      storage.put("token http://127.0.0.1:4010", WRITTEN_BEFORE.stored),
    );
    const { reply, state } = await tokenWith({});
    expect(tokenOf(reply)).toEqual(WRITTEN_BEFORE.token);
    expect(state).toMatchObject({ token: { fingerprint: WRITTEN_BEFORE.token.fingerprint } });
    expect(state.pair).toBeUndefined();
    expect(sandbox.exchanges()).toBe(0);
  });

  test("costs one exchange if it was tampered with", async () => {
    const first = tokenOf(await broker.token());
    await runInDurableObject(broker, (_, { storage }) =>
      storage.put("token http://127.0.0.1:4010", "1.AAAA"),
    );
    expect(tokenOf(await tokenAfterEviction()).value).not.toBe(first.value);
    expect(sandbox.exchanges()).toBe(2);
  });

  test("is dropped if the secret changes, even to a wrong one", async () => {
    await broker.token();
    const { reply, state } = await tokenWith({
      WAKAPAY_API_SECRET: "canary-wrong-secret",
      WAKAPAY_API_KEY_NEXT: "",
      WAKAPAY_API_SECRET_NEXT: "",
    });
    expect(reply).toMatchObject({ ok: false, error: { code: "credentials_rejected" } });
    expect(state.token).toBeUndefined();
  });

  test("survives a wrong next secret, and its correction", async () => {
    const noNext = { WAKAPAY_API_KEY_NEXT: "", WAKAPAY_API_SECRET_NEXT: "" };
    const first = tokenOf((await tokenWith(noNext)).reply);
    const wrong = await tokenWith({ WAKAPAY_API_SECRET_NEXT: "canary-wrong-secret" });
    expect(tokenOf(wrong.reply)).toEqual(first);
    expect(tokenOf((await tokenWith({})).reply)).toEqual(first);
    expect(sandbox.exchanges()).toBe(1);
  });

  test("contains neither the token nor the secret", async () => {
    const { value } = tokenOf(await broker.token());
    const stored = await runInDurableObject(broker, async (_, { storage }) => [...(await storage.list())]);
    expect(stored.map(([name]) => name)).toEqual(["accepted", "asked at", "token http://127.0.0.1:4010"]);
    expect(JSON.stringify(stored)).not.toContain(value.slice(0, 20));
    expect(JSON.stringify(stored)).not.toContain("canary");
  });
});

describe("a rejection", () => {
  test("keeps its cooldown after an eviction, to the millisecond", async () => {
    sandbox.rotate([OTHER_CREDENTIALS]);
    const rejectedAt = Date.now();
    const rejection = { code: "credentials_rejected", status: 401 };
    expect(await broker.token()).toMatchObject({ error: rejection });
    vi.setSystemTime(rejectedAt + COOLDOWN_MS - 1);
    expect(await tokenAfterEviction()).toMatchObject({ error: { ...rejection, retryAfterMs: 1 } });
    expect(await broker.state()).toMatchObject({ rejected: "next" });
    expect(sandbox.exchanges()).toBe(2);
    vi.setSystemTime(rejectedAt + COOLDOWN_MS);
    expect(await tokenAfterEviction()).toMatchObject({ error: rejection });
    expect(sandbox.exchanges()).toBe(4);
  });

  test("is logged once per cooldown, even after evictions", async () => {
    sandbox.rotate([OTHER_CREDENTIALS]);
    await broker.token();
    for (let eviction = 0; eviction < 3; eviction += 1) await tokenAfterEviction();
    expect(errors.mock.calls.map(([line]) => JSON.parse(line))).toEqual([
      { event: "credentials_rejected", account: "default", pair: "current", code: "credentials_rejected" },
      { event: "credentials_rejected", account: "default", pair: "next", code: "credentials_rejected" },
    ]);
  });

  test("is reported until WakaPay accepts credentials, also after the cooldown", async () => {
    sandbox.rotate([OTHER_CREDENTIALS]);
    await broker.token();
    vi.setSystemTime(Date.now() + COOLDOWN_MS);
    await evictDurableObject(broker);
    expect(await broker.state()).toMatchObject({ rejected: "next" });
    sandbox.reset();
    tokenOf(await broker.token());
    expect((await broker.state()).rejected).toBeUndefined();
    await evictDurableObject(broker);
    expect((await broker.state()).rejected).toBeUndefined();
  });

  test("of the current pair lets an evicted broker use the next one at once", async () => {
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
  ])("ends at once if the %s changes", async (_, changed) => {
    sandbox.rotate([OTHER_CREDENTIALS]);
    await broker.token();
    sandbox.rotate([changed]);
    const { reply, state } = await tokenWith({
      WAKAPAY_API_KEY: changed.apiKey,
      WAKAPAY_API_SECRET: changed.apiSecret,
    });
    tokenOf(reply);
    expect(state.rejected).toBeUndefined();
  });

  test("of the only pair is reported, also after an eviction", async () => {
    sandbox.rotate([OTHER_CREDENTIALS]);
    const onlyPair = { WAKAPAY_API_KEY_NEXT: "", WAKAPAY_API_SECRET_NEXT: "" };
    for (let instance = 0; instance < 2; instance += 1) {
      expect((await tokenWith(onlyPair)).state).toMatchObject({ rejected: "current" });
    }
    expect(sandbox.exchanges()).toBe(1);
  });

  test("is stored without the key and the secret", async () => {
    sandbox.rotate([OTHER_CREDENTIALS]);
    await broker.token();
    const stored = await runInDurableObject(broker, async (_, { storage }) => [...(await storage.list())]);
    expect(stored.map(([name]) => name)).toEqual(["cooldown current", "cooldown next"]);
    expect(JSON.stringify(stored)).not.toMatch(/canary|key-of/);
  });
});

describe("the pair in use", () => {
  const pair = async () => (await broker.state()).pair;
  const PROMOTED = {
    WAKAPAY_API_KEY: NEXT_CREDENTIALS.apiKey,
    WAKAPAY_API_SECRET: NEXT_CREDENTIALS.apiSecret,
  };

  test("is next after the current one was rejected, and current after its promotion", async () => {
    expect(await pair()).toBeUndefined();
    const first = tokenOf(await broker.token());
    expect(await pair()).toBe("current");
    sandbox.rotate([NEXT_CREDENTIALS]);
    expect(await pair()).toBe("current");
    tokenOf(await broker.token({ rejected: first }));
    expect(await pair()).toBe("next");
    await evictDurableObject(broker);
    expect(await pair()).toBe("next");
    expect((await tokenWith(PROMOTED)).state.pair).toBe("current");
    const next = { WAKAPAY_API_KEY_NEXT: "", WAKAPAY_API_SECRET_NEXT: "" };
    expect((await tokenWith({ ...PROMOTED, ...next })).state.pair).toBe("current");
    expect(sandbox.exchanges()).toBe(3);
  });

  test("stays current while the next one is wrong or cannot be tried", async () => {
    const first = tokenOf(await broker.token());
    sandbox.fault({ status: 401, times: 1 });
    sandbox.fault({ status: 503 });
    setClock(first, 0.75);
    await broker.token({ minExpiresAt: first.expiresAt });
    expect(await pair()).toBe("current");
  });
});

test("returns no token of the default account for another account", async () => {
  const failures = await runInDurableObject(broker, (instance) =>
    Promise.all(
      [instance.accountToken("eu", {}), instance.accountState("eu")].map((call) =>
        call.then(() => "none", Object).then(({ message }) => message),
      ),
    ),
  );
  expect(new Set(failures)).toEqual(new Set(["The token broker belongs to another account."]));
  expect(sandbox.exchanges()).toBe(0);
});

test.each([429, 503])("respects a long Retry-After of a %d after an eviction", async (status) => {
  sandbox.fault({ status, retryAfter: 600, times: 1 });
  expect(await broker.token()).toMatchObject({ error: { status, retryAfterMs: 600_000 } });
  expect(await tokenAfterEviction()).toMatchObject({ error: { status, retryAfterMs: expect.any(Number) } });
  expect((await broker.state()).rejected).toBeUndefined();
  expect(sandbox.exchanges()).toBe(1);
  vi.setSystemTime(Date.now() + 600_000);
  tokenOf(await tokenAfterEviction());
});

test("uses the next pair without a failed call when WakaPay ends the current one", async () => {
  const before = tokenOf(await broker.token());
  sandbox.rotate([NEXT_CREDENTIALS]);
  const after = tokenOf(await broker.token({ rejected: before }));
  expect(after.value).not.toBe(before.value);
  expect(tokenOf(await tokenAfterEviction())).toEqual(after);
  expect(sandbox.exchanges()).toBe(3);
});
