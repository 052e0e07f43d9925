import { createSandbox, type SandboxOptions } from "@wakapay/sandbox";
import { describe, expect, it } from "vitest";
import {
  createTokenManager,
  type TokenEvent,
  type TokenManagerOptions,
  type TokenStore,
} from "../../src/index.ts";
import { memoryStore } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { documentedClient } from "../documentation/make-authenticated-request.js";
import { paced } from "../support/paced.ts";

const credentials = { apiKey: "key-of-the-fleet", apiSecret: "secret-of-the-fleet" };
const baseUrl = "https://api.test.wakapay.io";
const balance = `${baseUrl}/business/balance?currency=USD`;
/** Where time is not the subject: real cryptography must not run into a virtual timeout. */
const patient = { timeoutMs: 600_000, deadlineMs: 600_000, storeTimeoutMs: 600_000 };

function world(settings: Partial<SandboxOptions> = {}) {
  const clock = fakeClock();
  const sandbox = createSandbox({ credentials: [credentials], now: clock.now, ...settings });
  const store = memoryStore(clock);
  const events: TokenEvent[] = [];
  /** One more process of the fleet. */
  const join = (options: Partial<TokenManagerOptions> = {}) =>
    createTokenManager({
      baseUrl,
      ...credentials,
      ...clock,
      ...patient,
      fetch: sandbox.fetch,
      store,
      onEvent: (event) => void events.push(event),
      ...options,
    } as TokenManagerOptions);
  return { clock, sandbox, store, events, join };
}

describe("a fleet over one store", () => {
  it("makes one exchange for eight cold processes with three callers each", async () => {
    const { clock, sandbox, join } = world();
    const callers = Array.from({ length: 8 }, () => join()).flatMap(({ getToken }) => [
      getToken(),
      getToken(),
      getToken(),
    ]);
    const tokens = await paced(clock, Promise.all(callers));
    expect(new Set(tokens).size).toBe(1);
    expect(sandbox.exchanges()).toBe(1);
  });

  it("gives a process that starts later the token that is there", async () => {
    const { clock, sandbox, events, join } = world();
    const token = await paced(clock, join().getToken());
    expect(await join().getToken()).toBe(token);
    expect(sandbox.exchanges()).toBe(1);
    expect(events.at(-1)).toMatchObject({ type: "adopted", fingerprint: expect.stringMatching(/^\w{16}$/) });
  });

  it("renews ahead once, and the others adopt the renewal", async () => {
    const { clock, sandbox, join } = world();
    const [one, two] = [join({ random: () => 0 }), join({ random: () => 0 })];
    const first = await paced(clock, one.getToken());
    expect(await two.getToken()).toBe(first);
    await clock.advance(2_700_000);
    await Promise.all([one.getToken(), two.getToken()]);
    const renewed = async () => {
      await clock.advance(100);
      return [await one.getToken(), await two.getToken()].includes(first);
    };
    await expect.poll(renewed).toBe(false);
    expect(await one.getToken()).toBe(await two.getToken());
    expect(sandbox.exchanges()).toBe(2);
  });

  it.each([false, true])(
    "repairs a revoked token with one exchange for all, each call succeeding (single live token: %s)",
    async (singleLiveToken) => {
      const { clock, sandbox, join } = world({ singleLiveToken });
      const managers = [join(), join(), join()];
      for (const { getToken } of managers) await paced(clock, getToken());
      sandbox.revoke();
      const calls = managers.flatMap((manager) => Array.from({ length: 5 }, () => manager.fetch(balance)));
      const answers = await paced(clock, Promise.all(calls));
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      expect(sandbox.exchanges()).toBe(2);
    },
  );

  it("repairs a refused token during a cool-down, once another process has a new one", async () => {
    const { clock, sandbox, join } = world();
    const [one, two] = [join(), join()];
    for (const { getToken } of [one, two]) await paced(clock, getToken());
    sandbox.revoke();
    sandbox.fault({ status: 401, times: 1 });
    expect((await paced(clock, one.fetch(balance))).status).toBe(401);
    expect((await paced(clock, two.fetch(balance))).status).toBe(200);
    const before = sandbox.exchanges();
    expect((await paced(clock, one.fetch(balance))).status).toBe(200);
    expect(sandbox.exchanges()).toBe(before);
  });

  it("costs one exchange an interval on a route that always answers 401", async () => {
    const { clock, sandbox, join } = world();
    const managers = [join(), join(), join()];
    for (const { getToken } of managers) await paced(clock, getToken());
    sandbox.fault({ route: "business", status: 401 });
    const round = () =>
      paced(clock, Promise.all(managers.flatMap(({ fetch }) => [fetch(balance), fetch(balance)])));
    for (let call = 0; call < 5; call++) {
      for (const { status } of await round()) expect(status).toBe(401);
    }
    expect(sandbox.exchanges()).toBe(2);
    await clock.advance(5_000);
    await round();
    expect(sandbox.exchanges()).toBe(3);
  });

  it("keeps another pair's token apart, and a rotated secret starts afresh", async () => {
    const other = { ...credentials, apiSecret: "another-secret" };
    const { clock, sandbox, join } = world({ credentials: [credentials] });
    const token = await paced(clock, join().getToken());
    sandbox.rotate([other]);
    expect(await paced(clock, join(other).getToken())).not.toBe(token);
    expect(sandbox.exchanges()).toBe(2);
  });

  it("stores no failure, and each process leaves the API alone after its own", async () => {
    const { clock, sandbox, store, join } = world();
    sandbox.fault({ status: 401 });
    const written: unknown[] = [];
    const watched = { ...store, write: async (...call: unknown[]) => void written.push(call) };
    const managers = [join({ store: watched }), join({ store: watched })];
    for (let round = 0; round < 3; round++) {
      const calls = managers.map(({ getToken }) => getToken());
      for (const { status } of await paced(clock, Promise.allSettled(calls))) expect(status).toBe("rejected");
    }
    expect(sandbox.exchanges()).toBe(2);
    expect(written).toEqual([]);
  });
});

describe("a fleet whose store is down", () => {
  const silent = () => new Promise<never>(() => {});

  it("gets tokens all the same, after waits of the store's own length, and events say so", async () => {
    const { clock, events, join } = world();
    const store = { read: silent, write: silent, lock: silent, unlock: silent };
    const startedAt = clock.now();
    await paced(clock, join({ store, storeTimeoutMs: 500 }).getToken());
    expect(clock.now() - startedAt).toBeGreaterThanOrEqual(500);
    const failed = events.filter(({ type }) => type === "store_failed");
    expect(failed[0]).toEqual({ type: "store_failed", operation: "read", durationMs: 500 });
    expect(events.some(({ type }) => type === "issued")).toBe(true);
  });

  it("refuses what is no store, such as a client that redisStore was not put around", () => {
    const { join } = world();
    const client: unknown = { sendCommand: async () => undefined };
    expect(() => join({ store: client as TokenStore })).toThrow(
      expect.objectContaining({
        code: "invalid_options",
        message: expect.stringContaining("redisStore(client)"),
      }),
    );
  });

  it("refuses a wait that is no number of milliseconds", () => {
    const { join } = world();
    expect(() => join({ storeTimeoutMs: 0 })).toThrow(expect.objectContaining({ code: "invalid_options" }));
  });
});

describe("the documentation's samples, with our manager in place of their class", () => {
  it.each([
    { singleLiveToken: false, spreadMs: 0 },
    { singleLiveToken: true, spreadMs: 0 },
    { singleLiveToken: false, spreadMs: 1_000 },
    { singleLiveToken: true, spreadMs: 1_000 },
  ])(
    "recover from a revoked token with a store, 401s spread over $spreadMs ms (single live token: $singleLiveToken)",
    async ({ singleLiveToken, spreadMs }) => {
      const { clock, sandbox, join } = world({ singleLiveToken });
      const late: typeof fetch = async (input, init) => {
        const response = await sandbox.fetch(input, init);
        await clock.wait(response.status === 401 ? calls++ * (spreadMs / 60) : 0);
        return response;
      };
      let calls = 0;
      const managers = [join(), join()];
      for (const { getToken } of managers) await paced(clock, getToken());
      sandbox.revoke();
      const requests = Array.from({ length: 60 }, (_, index) => managers[index % 2] ?? join()).map(
        (manager) => documentedClient(manager, late)(balance, {}),
      );
      const answers = await paced(clock, Promise.all(requests));
      expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
      expect(sandbox.exchanges()).toBe(2);
    },
  );
});
