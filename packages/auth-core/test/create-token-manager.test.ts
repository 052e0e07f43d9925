import { createSandbox, type SandboxOptions } from "@wakapay/sandbox";
import { describe, expect, it } from "vitest";
import { createTokenManager, type TokenEvent, type TokenManagerOptions } from "../src/index.ts";
import { fakeClock } from "../src/testing/index.ts";
import { documentedClient } from "./documentation/make-authenticated-request.js";
import { advanceUntil } from "./support/advance-until.ts";

const pair = { apiKey: "key-of-a-test", apiSecret: "secret-of-a-test" };
const baseUrl = "http://localhost";

function world(options: Partial<SandboxOptions> = {}, more: Partial<TokenManagerOptions> = {}) {
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

describe("createTokenManager: the easy door", () => {
  it("the first call makes one exchange, the second none", async () => {
    const { sandbox, manager } = world();
    const first = await manager.getToken();
    expect(await manager.getToken()).toBe(first);
    expect(sandbox.exchanges()).toBe(1);
  });

  it("ten thousand concurrent first callers make one exchange", async () => {
    const { sandbox, manager } = world();
    const given = await Promise.all(Array.from({ length: 10_000 }, () => manager.getToken()));
    expect(new Set(given).size).toBe(1);
    expect(sandbox.exchanges()).toBe(1);
  });

  it("a kept token is handed out in one turn, as one promise, until it changes", async () => {
    const { manager } = world();
    await manager.getToken();
    const promise = manager.getToken();
    expect(manager.getToken()).toBe(promise);
    let turns = 0;
    const given = promise.then(() => turns);
    await Promise.resolve().then(() => (turns += 1));
    expect(await given).toBe(0);
    const before = await promise;
    manager.clearToken();
    expect(await manager.getToken()).not.toBe(before);
    expect(await manager.getToken()).not.toBe(before);
  });

  it("its functions need no this", async () => {
    const { getToken, clearToken, fetch } = world().manager;
    clearToken(await getToken());
    expect((await fetch("/business/balance?currency=USD")).status).toBe(200);
  });

  it("reads a balance, renews after a revocation, and no call fails", async () => {
    const { sandbox, manager } = world();
    expect((await manager.fetch("/business/balance?currency=USD")).status).toBe(200);
    sandbox.revoke();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => manager.fetch("/business/balance?currency=USD")),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(sandbox.exchanges()).toBe(2);
  });

  it("a route that always answers 401 costs one exchange an interval", async () => {
    const { clock, sandbox, manager } = world();
    sandbox.fault({ route: "business", status: 401 });
    for (let second = 0; second < 10; second++) {
      expect((await manager.fetch("/business/balance?currency=USD")).status).toBe(401);
      await clock.advance(1_000);
    }
    // After 0, 1, 3 and 7 s.
    expect(sandbox.exchanges()).toBe(1 + 4);
  });
});

describe("createTokenManager: credentials", () => {
  it.each([
    [{ apiKey: "", apiSecret: "s" }, "apiKey"],
    [{ apiKey: "k", apiSecret: undefined }, "apiSecret"],
    [{}, "apiKey"],
    [{ credentials: pair }, "credentials"],
    [{ ...pair, credentials: () => pair }, "credentials"],
    [{ ...pair, leewayMs: -1 }, "leewayMs"],
    [{ ...pair, renewAfter: 0 }, "renewAfter"],
    [{ ...pair, onEvent: "log" }, "onEvent"],
    [{ ...pair, background: {} }, "background"],
    [{ ...pair, now: 0 }, "now"],
    [{ ...pair, renewAfter: [0.5, 1.1] }, "renewAfter"],
    [{ ...pair, deadlineMs: Number.NaN }, "deadlineMs"],
    [{ ...pair, timeoutMs: 2, deadlineMs: 1 }, "timeoutMs"],
    [{ ...pair, baseUrl: "api.example" }, "baseUrl"],
  ])("%o fails at construction, and names %s", (options, name) => {
    const make = () =>
      createTokenManager({ baseUrl: "https://api.example", ...options } as TokenManagerOptions);
    expect(make).toThrow(
      expect.objectContaining({ code: "invalid_options", message: expect.stringContaining(name) }),
    );
  });

  it("an insecure base URL fails at construction", () => {
    expect(() => createTokenManager({ ...pair, baseUrl: "http://api.example" })).toThrow(
      expect.objectContaining({ code: "insecure_url" }),
    );
  });

  it("a function's rotated secret takes effect without a restart, and a kept token outlives the rotation", async () => {
    let current = pair;
    const { sandbox, manager } = world({}, {
      apiKey: undefined,
      apiSecret: undefined,
      credentials: () => current,
    } as object);
    const before = await manager.getToken();
    current = { apiKey: "key-of-a-test", apiSecret: "rotated" };
    sandbox.rotate([current]);
    expect(await manager.getToken()).toBe(before);
    manager.clearToken();
    expect(await manager.getToken()).not.toBe(before);
  });

  it("a joiner gets the outcome of the credentials that its flight began with, and the next flight asks again", async () => {
    let asked = 0;
    const wrong = { apiKey: "key-of-a-test", apiSecret: "wrong" };
    const credentials = () => (++asked === 1 ? wrong : pair);
    const { manager } = world({}, { apiKey: undefined, apiSecret: undefined, credentials } as object);
    const both = await Promise.allSettled([manager.getToken(), manager.getToken()]);
    expect(both.map((outcome) => outcome.status)).toEqual(["rejected", "rejected"]);
    expect(asked).toBe(1);
    expect(await manager.getToken()).toMatch(/\./);
  });

  it("rejected credentials make no exchange for a hundred calls, and one tenant's cool-down never slows another's", async () => {
    const { clock, sandbox, manager } = world({ credentials: [{ apiKey: "other", apiSecret: "tenant" }] });
    const common = { ...clock, baseUrl, allowInsecureLoopback: true, fetch: sandbox.fetch };
    const other = createTokenManager({ ...common, apiKey: "other", apiSecret: "tenant" });
    for (let call = 0; call < 100; call++) {
      await expect(manager.getToken()).rejects.toMatchObject({ code: "credentials_rejected", status: 401 });
    }
    expect(sandbox.exchanges()).toBe(1);
    expect(await other.getToken()).toMatch(/\./);
  });
});

describe("createTokenManager: a failing endpoint at expiry", () => {
  it("ten thousand callers make one exchange sequence with its retries, and get errors of the same kind", async () => {
    const { clock, sandbox, manager } = world({}, { random: () => 0 });
    await manager.getToken();
    await clock.advance(3_600_000);
    sandbox.fault({ status: 503 });
    const calls = Array.from({ length: 10_000 }, () => manager.getToken());
    const outcomes = await advanceUntil(clock, Promise.allSettled(calls), 0);
    const codes = outcomes.map((outcome) => (outcome.status === "rejected" ? outcome.reason.code : "none"));
    expect(new Set(codes)).toEqual(new Set(["unavailable"]));
    expect(sandbox.exchanges()).toBe(1 + 4);
    await expect(manager.getToken()).rejects.toMatchObject({ code: "unavailable" });
    expect(sandbox.exchanges()).toBe(1 + 4);
    sandbox.reset();
    await clock.advance(5_000);
    expect(await manager.getToken()).toMatch(/\./);
  });
});

describe("createTokenManager: in place of the documentation's class", () => {
  it.each([false, true])(
    "makeAuthenticatedRequest recovers from a revoked token (singleLiveToken: %s)",
    async (singleLiveToken) => {
      const { sandbox, manager } = world({ singleLiveToken });
      const makeAuthenticatedRequest = documentedClient(manager, sandbox.fetch);
      await manager.getToken();
      sandbox.revoke();
      const answers = await Promise.all(
        Array.from({ length: 20 }, () =>
          makeAuthenticatedRequest(`${baseUrl}/business/balance?currency=USD`, {}),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
      expect(sandbox.exchanges()).toBe(2);
    },
  );

  it.each([false, true])(
    "also when the 401s are spread over time (singleLiveToken: %s)",
    async (singleLiveToken) => {
      const { clock, sandbox, manager } = world({ singleLiveToken });
      const delays = [0, 100, 200, 600];
      const gates = delays.map(() => Promise.withResolvers<void>());
      const late = async (input: string | URL | Request, init?: RequestInit) => {
        const answer = await sandbox.fetch(input, init);
        if (answer.status === 401)
          await gates[Number(new URL(String(input)).searchParams.get("call"))]?.promise;
        return answer;
      };
      const makeAuthenticatedRequest = documentedClient(manager, late);
      await manager.getToken();
      sandbox.revoke();
      const calls = delays.map((_, call) =>
        makeAuthenticatedRequest(`${baseUrl}/business/balance?currency=USD&call=${call}`, {}),
      );
      for (const [call, delayMs] of delays.entries()) {
        await clock.advance(delayMs);
        gates[call]?.resolve();
        expect((await calls[call])?.status).toBe(200);
      }
      expect(sandbox.exchanges()).toBe(2);
    },
  );
});
