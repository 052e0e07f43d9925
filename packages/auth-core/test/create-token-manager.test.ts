import { createSandbox, type SandboxOptions } from "@wakapay/sandbox";
import { describe, expect, it } from "vitest";
import { createTokenManager, type TokenEvent, type TokenManagerOptions } from "../src/index.ts";
import { fakeClock } from "../src/testing/index.ts";
import { documentedClient } from "./documentation/make-authenticated-request.js";
import { advanceUntil } from "./support/advance-until.ts";

const pair = { apiKey: "key-of-a-test", apiSecret: "secret-of-a-test" };
const baseUrl = "http://localhost";
const BALANCE = "/business/balance?currency=USD";

function setUp(options: Partial<SandboxOptions> = {}, more: object = {}) {
  const clock = fakeClock();
  const sandbox = createSandbox({ credentials: [pair], now: clock.now, ...options });
  const events: TokenEvent[] = [];
  const manager = createTokenManager({
    ...pair,
    ...clock,
    baseUrl,
    allowInsecureLoopback: true,
    fetch: sandbox.fetch,
    onEvent: (event) => void events.push(event),
    ...more,
  } as TokenManagerOptions);
  return { clock, sandbox, manager, events };
}

/** Sets up a manager that gets its credentials from a function. */
function setUpFunction(credentials: () => unknown, options: Partial<SandboxOptions> = {}) {
  return setUp(options, { apiKey: undefined, apiSecret: undefined, credentials });
}

describe("createTokenManager", () => {
  it("makes one exchange for the first call, and none for the second", async () => {
    const { sandbox, manager } = setUp();
    const first = await manager.getToken();
    expect(await manager.getToken()).toBe(first);
    expect(sandbox.exchanges()).toBe(1);
  });

  it("makes one exchange for ten thousand concurrent first calls", async () => {
    const { sandbox, manager } = setUp();
    const tokens = await Promise.all(Array.from({ length: 10_000 }, () => manager.getToken()));
    expect(new Set(tokens).size).toBe(1);
    expect(sandbox.exchanges()).toBe(1);
  });

  it("returns methods that need no this", async () => {
    const { getToken, clearToken, fetch } = setUp().manager;
    clearToken(await getToken());
    expect((await fetch(BALANCE)).status).toBe(200);
  });

  it("starts one retry sequence for ten thousand calls if the endpoint fails", async () => {
    const { clock, sandbox, manager } = setUp({}, { random: () => 0 });
    await manager.getToken();
    await clock.advance(3_600_000);
    sandbox.fault({ status: 503 });
    const tokens = Array.from({ length: 10_000 }, () => manager.getToken());
    const results = await advanceUntil(clock, Promise.allSettled(tokens), 0);
    for (const result of results) expect(result).toMatchObject({ reason: { code: "unavailable" } });
    expect(sandbox.exchanges()).toBe(1 + 4);
    await expect(manager.getToken()).rejects.toMatchObject({ code: "unavailable" });
    expect(sandbox.exchanges()).toBe(1 + 4);
  });

  it("serves callers within about a second after a short outage", async () => {
    const { clock, sandbox, manager } = setUp({}, { random: () => 0 });
    sandbox.fault({ status: 503 });
    await expect(advanceUntil(clock, manager.getToken(), 0)).rejects.toMatchObject({
      code: "unavailable",
      retryAfterMs: 1_000,
    });
    sandbox.reset();
    await clock.advance(1_000);
    expect(await manager.getToken()).toMatch(/\./);
  });
});

describe("the options of createTokenManager", () => {
  it.each([
    [{ apiKey: "", apiSecret: "s" }, /`apiKey`.*got an empty string.*environment variable/],
    [{ apiKey: "k", apiSecret: undefined }, /`apiSecret`.*got undefined.*environment variable/],
    [{ apiKey: "k", apiSecret: "s\n" }, /`apiSecret` must not start or end with white space/],
    [{ apiKey: " k", apiSecret: "s" }, /`apiKey` must not start or end with white space/],
    [{}, /`apiKey`/],
    [{ credentials: pair }, /`credentials` must be a function/],
    [{ ...pair, credentials: () => pair }, /either `apiKey` and `apiSecret` or `credentials`, not both/],
    [{ ...pair, leewayMs: -1 }, /`leewayMs`.*got -1/],
    [{ ...pair, renewAfter: 0 }, /`renewAfter`/],
    [{ ...pair, renewAfter: [0.5, 1.1] }, /`renewAfter`/],
    [{ ...pair, onEvent: "log" }, /`onEvent`/],
    [{ ...pair, background: {} }, /`background`/],
    [{ ...pair, now: 0 }, /`now`/],
    [{ ...pair, deadlineMs: Number.NaN }, /`deadlineMs`.*got NaN/],
    [{ ...pair, deadlineMs: "30s" }, /`deadlineMs`.*got string/],
    [{ ...pair, timeoutMs: 2, deadlineMs: 1 }, /`timeoutMs` must not be greater than `deadlineMs`/],
    [{ ...pair, store: {} }, /`store` must be a TokenStore/],
    [{ ...pair, baseUrl: "api.example" }, /`baseUrl`/],
  ])("are rejected with a message about the option: %o", (options, message) => {
    const create = () =>
      createTokenManager({ baseUrl: "https://api.example", ...options } as TokenManagerOptions);
    expect(create).toThrow(
      expect.objectContaining({ code: "invalid_options", message: expect.stringMatching(message) }),
    );
  });

  it("are rejected if the base URL is not secure", () => {
    expect(() => createTokenManager({ ...pair, baseUrl: "http://api.example" })).toThrow(
      expect.objectContaining({ code: "insecure_url" }),
    );
  });
});

describe("rejected tokens", () => {
  it("are renewed once for fifty calls, and no call fails", async () => {
    const { sandbox, manager } = setUp();
    expect((await manager.fetch(BALANCE)).status).toBe(200);
    sandbox.revoke();
    const responses = await Promise.all(Array.from({ length: 50 }, () => manager.fetch(BALANCE)));
    expect(responses.map(({ status }) => status)).toEqual(Array(50).fill(200));
    expect(sandbox.exchanges()).toBe(2);
  });

  it("are renewed each time if tokens are revoked every 3 s", async () => {
    const { clock, sandbox, manager } = setUp();
    await manager.fetch(BALANCE);
    for (let revocation = 0; revocation < 5; revocation++) {
      sandbox.revoke();
      expect((await manager.fetch(BALANCE)).status).toBe(200);
      await clock.advance(3_000);
    }
    expect(sandbox.exchanges()).toBe(6);
  });

  it("are not renewed within a second of their renewal, and an event reports it", async () => {
    const { clock, sandbox, manager, events } = setUp();
    await manager.fetch(BALANCE);
    sandbox.revoke();
    await manager.fetch(BALANCE);
    sandbox.revoke();
    await clock.advance(999);
    events.length = 0;
    expect((await manager.fetch(BALANCE)).status).toBe(401);
    expect(events).toEqual([{ type: "invalidation_ignored", fingerprint: expect.any(String) }]);
    await clock.advance(1);
    expect((await manager.fetch(BALANCE)).status).toBe(200);
  });

  it("cost one exchange per interval on a route that always returns 401", async () => {
    const { clock, sandbox, manager } = setUp();
    sandbox.fault({ route: "business", status: 401 });
    for (let call = 0; call < 1_000; call++) {
      expect((await manager.fetch(BALANCE)).status).toBe(401);
      await clock.advance(100);
    }
    // The first token, and renewals after 0, 1, 3, 7, 15, 31, 61, and 91 s.
    expect(sandbox.exchanges()).toBe(1 + 8);
  });
});

describe("the credentials of createTokenManager", () => {
  it("take effect without a restart, and a cached token outlives their rotation", async () => {
    let current = pair;
    const { sandbox, manager } = setUpFunction(() => current);
    const before = await manager.getToken();
    current = { apiKey: "key-of-a-test", apiSecret: "rotated" };
    sandbox.rotate([current]);
    expect(await manager.getToken()).toBe(before);
    manager.clearToken();
    expect(await manager.getToken()).not.toBe(before);
  });

  it("are those of the flight for all its callers, and are read for each flight", async () => {
    let calls = 0;
    const wrong = { apiKey: "key-of-a-test", apiSecret: "wrong" };
    const { manager } = setUpFunction(() => (++calls === 1 ? wrong : pair));
    const results = await Promise.allSettled([manager.getToken(), manager.getToken()]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(calls).toBe(1);
    expect(await manager.getToken()).toMatch(/\./);
  });

  it("are tried once in a hundred calls if they are rejected, and slow no other tenant", async () => {
    const { clock, sandbox, manager } = setUp({ credentials: [{ apiKey: "other", apiSecret: "tenant" }] });
    const common = { ...clock, baseUrl, allowInsecureLoopback: true, fetch: sandbox.fetch };
    const other = createTokenManager({ ...common, apiKey: "other", apiSecret: "tenant" });
    for (let call = 0; call < 100; call++) {
      await expect(manager.getToken()).rejects.toMatchObject({
        code: "credentials_rejected",
        status: 401,
        retryAfterMs: 60_000,
      });
    }
    expect(sandbox.exchanges()).toBe(1);
    expect(await other.getToken()).toMatch(/\./);
  });
});

describe("close", () => {
  it("aborts the token request in progress without a cooldown", async () => {
    let requests = 0;
    const { clock, manager, events } = setUp(
      {},
      {
        fetch(_: unknown, { signal }: RequestInit) {
          requests += 1;
          if (requests > 1) return Response.json({ accessToken: "token", expiresIn: 3_600 });
          return new Promise((_resolve, reject) => {
            signal?.addEventListener("abort", () => reject(signal.reason));
          });
        },
      },
    );
    const token = manager.getToken();
    await clock.settle();
    manager.close();
    await expect(token).rejects.toMatchObject({ name: "AbortError" });
    expect(events).toMatchObject([{ type: "requested" }, { type: "failed", code: "aborted" }]);
    expect(await manager.getToken()).toBe("token");
  });

  it("has no effect if no request is in progress", async () => {
    const { manager } = setUp();
    manager.close();
    const token = await manager.getToken();
    manager.close();
    expect(await manager.getToken()).toBe(token);
  });
});

describe("the documentation's samples, with createTokenManager", () => {
  it.each([false, true])("recover from a revocation (singleLiveToken: %s)", async (singleLiveToken) => {
    const { sandbox, manager } = setUp({ singleLiveToken });
    const makeAuthenticatedRequest = documentedClient(manager, sandbox.fetch);
    await manager.getToken();
    sandbox.revoke();
    const responses = await Promise.all(
      Array.from({ length: 20 }, () => makeAuthenticatedRequest(`${baseUrl}${BALANCE}`, {})),
    );
    expect(responses.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(sandbox.exchanges()).toBe(2);
  });

  it.each([
    { singleLiveToken: false, delays: [0, 100, 200, 600], exchanges: 2 },
    { singleLiveToken: true, delays: [0, 100, 200, 600], exchanges: 2 },
    { singleLiveToken: false, delays: [0, 900, 900, 900], exchanges: 3 },
    { singleLiveToken: true, delays: [0, 900, 900, 900], exchanges: 3 },
  ])("recover from 401s over time: $delays ms ($singleLiveToken)", async (spread) => {
    const { clock, sandbox, manager } = setUp({ singleLiveToken: spread.singleLiveToken });
    const gates = spread.delays.map(() => Promise.withResolvers<void>());
    const delayedFetch = async (input: string | URL | Request, init?: RequestInit) => {
      const response = await sandbox.fetch(input, init);
      if (response.status === 401)
        await gates[Number(new URL(String(input)).searchParams.get("call"))]?.promise;
      return response;
    };
    const makeAuthenticatedRequest = documentedClient(manager, delayedFetch);
    await manager.getToken();
    sandbox.revoke();
    const responses = spread.delays.map((_, call) =>
      makeAuthenticatedRequest(`${baseUrl}${BALANCE}&call=${call}`, {}),
    );
    for (const [call, delayMs] of spread.delays.entries()) {
      await clock.advance(delayMs);
      gates[call]?.resolve();
      expect((await responses[call])?.status).toBe(200);
    }
    expect(sandbox.exchanges()).toBe(spread.exchanges);
  });
});
