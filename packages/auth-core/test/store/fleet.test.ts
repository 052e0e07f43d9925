import { createSandbox, type SandboxOptions } from "@wakapay/sandbox";
import { describe, expect, it, vi } from "vitest";
import {
  createTokenManager,
  type TokenEvent,
  type TokenManagerOptions,
  type TokenStore,
} from "../../src/index.ts";
import { memoryStore } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { documentedClient } from "../documentation/make-authenticated-request.js";
import { advanceUntil } from "../support/advance-until.ts";
import { fleetBaseUrl as baseUrl, fleetCredentials as credentials } from "../support/fleet-slots.ts";

const balance = `${baseUrl}/business/balance?currency=USD`;
const MINUTE = 60_000;

function world(settings: Partial<SandboxOptions> = {}) {
  const clock = fakeClock();
  const sandbox = createSandbox({ credentials: [credentials], now: clock.now, ...settings });
  const memory = memoryStore(clock);
  const events: TokenEvent[] = [];
  const commands = { count: 0 };
  const counted =
    <A extends unknown[], T>(method: (...call: A) => Promise<T>) =>
    (...call: A) => {
      commands.count++;
      return method(...call);
    };
  const polled: TokenStore = {
    read: counted(memory.read),
    write: counted(memory.write),
    lock: counted(memory.lock),
    unlock: counted(memory.unlock),
  };
  const store: TokenStore = { ...polled, ...(memory.watch && { watch: counted(memory.watch) }) };
  /** One more process of the fleet. */
  const join = (options: Partial<TokenManagerOptions> = {}) =>
    createTokenManager({
      baseUrl,
      ...credentials,
      ...clock,
      fetch: sandbox.fetch,
      store,
      onEvent: (event) => void events.push(event),
      ...options,
    } as TokenManagerOptions);
  const processes = (count: number, options?: Partial<TokenManagerOptions>) =>
    Array.from({ length: count }, () => join(options));
  const run = <T>(work: Promise<T>) => advanceUntil(clock, work, 25);
  return { clock, sandbox, store, polled, memory, commands, events, join, processes, run };
}

describe("a fleet with one store", () => {
  it("makes one exchange for eight cold processes with three callers each", async () => {
    const { sandbox, processes, run } = world();
    const callers = processes(8).flatMap(({ getToken }) => [getToken(), getToken(), getToken()]);
    const tokens = await run(Promise.all(callers));
    expect(new Set(tokens).size).toBe(1);
    expect(sandbox.exchanges()).toBe(1);
  });

  it("returns the stored token to a process that starts later", async () => {
    const { sandbox, events, join, run } = world();
    const token = await run(join().getToken());
    expect(await run(join().getToken())).toBe(token);
    expect(sandbox.exchanges()).toBe(1);
    expect(events.at(-1)).toMatchObject({ type: "adopted", fingerprint: expect.stringMatching(/^\w{16}$/) });
  });

  it("needs six store operations for a token, and one for each process that adopts it", async () => {
    const { commands, join, run } = world();
    await run(join().getToken());
    expect(commands.count).toBe(6);
    await run(join().getToken());
    expect(commands.count).toBe(7);
  });

  /**
   * Counts the store's operations if `size` processes start at once and the exchange takes
   * `exchangeMs`. Measures the longest wait.
   */
  async function coldStart(size: number, exchangeMs: number, isWatching: boolean) {
    const { clock, sandbox, store, polled, commands, processes } = world();
    const fetch: typeof globalThis.fetch = async (...call) => {
      await clock.wait(exchangeMs);
      return sandbox.fetch(...call);
    };
    const startedAt = clock.now();
    let longestMs = 0;
    const options = { fetch, store: isWatching ? store : polled, random: () => 0.999 };
    const waits = processes(size, options).map(async ({ getToken }) => {
      await getToken();
      longestMs = Math.max(longestMs, clock.now() - startedAt);
    });
    await advanceUntil(clock, Promise.all(waits), 100);
    expect(sandbox.exchanges()).toBe(1);
    return { longestMs, operations: commands.count };
  }

  it.each([1, 8, 64])("delivers the token to %d processes as soon as it is stored", async (size) => {
    for (const exchangeMs of [60, 300, 3_000]) {
      const { longestMs } = await coldStart(size, exchangeMs, true);
      expect(longestMs).toBe(exchangeMs);
    }
  });

  it("delivers the token within 50 ms if the exchange is faster", async () => {
    const { longestMs } = await coldStart(64, 5, true);
    expect(longestMs).toBeLessThanOrEqual(50);
  });

  it.each([1, 8, 64])("delivers the token to %d processes that poll within 1.25 t + 100 ms", async (size) => {
    for (const exchangeMs of [20, 300, 3_000]) {
      const { longestMs } = await coldStart(size, exchangeMs, false);
      expect(longestMs).toBeLessThanOrEqual(1.25 * exchangeMs + 100);
    }
  });

  it("needs seven store operations for each process that waits for the exchange", async () => {
    for (const size of [2, 8, 64]) {
      const { operations } = await coldStart(size, 300, true);
      expect(operations).toBe(6 + 7 * (size - 1));
    }
  });

  it("needs two store operations and three for each check if a process must poll", async () => {
    // Checks after 100, 150, 200, 250, and 312 ms.
    expect((await coldStart(2, 300, false)).operations).toBe(6 + 2 + 3 * 4 + 1);
  });

  it("renews early once, and the other processes adopt the renewal", async () => {
    const { clock, sandbox, join, run } = world();
    const [one, two] = [join({ random: () => 0 }), join({ random: () => 0 })];
    const first = await run(one.getToken());
    expect(await run(two.getToken())).toBe(first);
    await clock.advance(2_700_000);
    await Promise.all([one.getToken(), two.getToken()]);
    await clock.advance(1_000);
    expect(await one.getToken()).not.toBe(first);
    expect(await two.getToken()).toBe(await one.getToken());
    expect(sandbox.exchanges()).toBe(2);
  });

  it.each([false, true])(
    "renews a revoked token once, and every call succeeds (single live token: %s)",
    async (singleLiveToken) => {
      const { sandbox, processes, run } = world({ singleLiveToken });
      const managers = processes(3);
      for (const { getToken } of managers) await run(getToken());
      sandbox.revoke();
      const calls = managers.flatMap((manager) => Array.from({ length: 5 }, () => manager.fetch(balance)));
      const responses = await run(Promise.all(calls));
      expect(responses.map(({ status }) => status)).toEqual(responses.map(() => 200));
      expect(sandbox.exchanges()).toBe(2);
    },
  );

  it("adopts another process's token after a rejection, even during a cooldown", async () => {
    const { clock, sandbox, join, run } = world();
    const [one, two] = [join(), join()];
    for (const { getToken } of [one, two]) await run(getToken());
    sandbox.revoke();
    sandbox.fault({ status: 401, times: 1 });
    expect((await run(one.fetch(balance))).status).toBe(401);
    await clock.advance(MINUTE);
    expect((await run(two.fetch(balance))).status).toBe(200);
    const before = sandbox.exchanges();
    expect((await run(one.fetch(balance))).status).toBe(200);
    expect(sandbox.exchanges()).toBe(before);
  });

  it("uses another token for another pair of credentials, and for a rotated secret", async () => {
    const other = { ...credentials, apiSecret: "another-secret" };
    const { sandbox, join, run } = world();
    const token = await run(join().getToken());
    sandbox.rotate([other]);
    expect(await run(join(other).getToken())).not.toBe(token);
    expect(sandbox.exchanges()).toBe(2);
  });
});

describe("a fleet at a failing token endpoint", () => {
  /** Lets every process request a token every five seconds. */
  async function poll(
    fleet: ReturnType<typeof world>,
    managers: ReturnType<typeof createTokenManager>[],
    ms: number,
  ) {
    const startedAt = fleet.clock.now();
    while (fleet.clock.now() - startedAt < ms) {
      await fleet.run(Promise.allSettled(managers.map(({ getToken }) => getToken())));
      await fleet.clock.advance(5_000);
    }
  }

  it("makes as many exchanges with a wrong secret in 50 processes as in one", async () => {
    const fleet = world({ credentials: [{ ...credentials, apiSecret: "corrected" }] });
    await poll(fleet, fleet.processes(50), 5 * MINUTE);
    expect(fleet.sandbox.exchanges()).toBe(5);
  });

  it("makes one exchange in 50 processes before the time of a Retry-After has passed", async () => {
    const fleet = world();
    fleet.sandbox.fault({ status: 429, retryAfter: 120 });
    const managers = fleet.processes(50);
    await poll(fleet, managers, 115_000);
    expect(fleet.sandbox.exchanges()).toBe(1);
    await poll(fleet, managers, 10_000);
    expect(fleet.sandbox.exchanges()).toBe(2);
  });

  it("shares a cooldown with later processes, until a success ends it for all", async () => {
    const fleet = world();
    fleet.sandbox.fault({ status: 429, retryAfter: 120, times: 1 });
    await expect(fleet.run(fleet.join().getToken())).rejects.toMatchObject({ code: "rate_limited" });
    await fleet.clock.advance(20_000);
    await expect(fleet.run(fleet.join().getToken())).rejects.toMatchObject({
      code: "rate_limited",
      status: 429,
      retryAfterMs: expect.closeTo(100_000, -2),
    });
    await fleet.clock.advance(100_000);
    await fleet.run(fleet.join().getToken());
    expect(fleet.sandbox.exchanges()).toBe(2);
  });

  it("applies a cooldown by the time left, even if the clocks of the processes differ", async () => {
    const fleet = world();
    fleet.sandbox.fault({ status: 429, retryAfter: 120, times: 1 });
    const now = () => fleet.clock.now() + 3_600_000;
    await expect(fleet.run(fleet.join({ now }).getToken())).rejects.toMatchObject({ code: "rate_limited" });
    await fleet.clock.advance(119_000);
    await expect(fleet.run(fleet.join().getToken())).rejects.toMatchObject({ code: "rate_limited" });
    await fleet.clock.advance(1_000);
    await fleet.run(fleet.join().getToken());
    expect(fleet.sandbox.exchanges()).toBe(2);
  });

  it("says in every process why a connection cannot succeed", async () => {
    const fleet = world();
    const cause = Object.assign(new Error("expired"), { code: "CERT_HAS_EXPIRED" });
    const fetch = () => Promise.reject(new TypeError("fetch failed", { cause }));
    const details = { code: "unavailable", reason: "CERT_HAS_EXPIRED", isPermanent: true };
    for (const { getToken } of fleet.processes(3, { fetch })) {
      await expect(fleet.run(getToken())).rejects.toMatchObject(details);
    }
  });

  it("waits no longer after a 503 with 60 processes than one process does", async () => {
    const fleet = world();
    fleet.sandbox.fault({ status: 503 });
    const startedAt = fleet.clock.now();
    await fleet.run(Promise.allSettled(fleet.processes(60).map(({ getToken }) => getToken())));
    // One sequence of four attempts takes 1.75 s at most.
    expect(fleet.clock.now() - startedAt).toBeLessThanOrEqual(1.25 * 1_750 + 100);
    expect(fleet.sandbox.exchanges()).toBe(4);
  });

  it.each([
    { size: 12, isWatching: true },
    { size: 12, isWatching: false },
    { size: 64, isWatching: true },
  ])("waits no longer than the deadline if the endpoint hangs: %o", async ({ size, isWatching }) => {
    const fleet = world();
    const store = isWatching ? fleet.store : fleet.polled;
    const startedAt = fleet.clock.now();
    const hanging: typeof fetch = () => new Promise(() => {});
    const waits = fleet.processes(size, { fetch: hanging, store }).map(async ({ getToken }) => {
      await expect(getToken()).rejects.toMatchObject({ code: "timeout" });
      return fleet.clock.now() - startedAt;
    });
    expect(Math.max(...(await fleet.run(Promise.all(waits))))).toBeLessThanOrEqual(30_500);
  });

  it("makes the exchanges of two processes at most if the endpoint hangs", async () => {
    const fleet = world();
    const hanging = vi.fn<typeof fetch>(() => new Promise(() => {}));
    const waits = fleet.processes(12, { fetch: hanging }).map(({ getToken }) => getToken());
    await fleet.run(Promise.allSettled(waits));
    // One process makes three attempts of 10 s, and its substitute begins after 11 s at least.
    expect(hanging.mock.calls.length).toBeLessThanOrEqual(5);
  });

  it("gets a token within the deadline if another process holds the lock forever", async () => {
    const fleet = world();
    const lock: TokenStore["lock"] = async (key, ...call) =>
      key.endsWith(":substitute") && fleet.store.lock(key, ...call);
    const startedAt = fleet.clock.now();
    await fleet.run(fleet.join({ store: { ...fleet.store, lock } }).getToken());
    expect(fleet.clock.now() - startedAt).toBeLessThanOrEqual(16_000);
  });
});

describe("a fleet whose clocks differ", () => {
  it.each([-3_600_000, -600_000, 600_000, 3_600_000])(
    "uses and renews one token even if a clock is off by %d ms",
    async (offsetMs) => {
      const { clock, sandbox, join, run } = world();
      const others = join({ now: () => clock.now() + offsetMs, random: () => 0 });
      const ours = join({ random: () => 0 });
      const first = await run(others.getToken());
      expect(await run(ours.getToken())).toBe(first);
      await clock.advance(3_590_000);
      expect(await run(ours.getToken())).not.toBe(first);
      expect(await run(others.getToken())).toBe(await run(ours.getToken()));
      expect(sandbox.exchanges()).toBe(2);
    },
  );
});

describe("a fleet whose store is down", () => {
  const silent = () => new Promise<never>(() => {});
  const hanging = { read: silent, write: silent, lock: silent, unlock: silent };

  it("gets tokens after one store timeout, and emits store_failed", async () => {
    const { clock, events, join } = world();
    let elapsedMs = Number.NaN;
    const startedAt = clock.now();
    const token = join({ store: hanging, storeTimeoutMs: 500 })
      .getToken()
      .then(() => {
        elapsedMs = clock.now() - startedAt;
      });
    await clock.advance(500);
    await token;
    expect(elapsedMs).toBe(500);
    expect(events.find(({ type }) => type === "store_failed")).toEqual({
      type: "store_failed",
      operation: "read",
      durationMs: 500,
      reason: "TIMEOUT",
    });
    expect(events.some(({ type }) => type === "issued")).toBe(true);
  });

  it("waits at most one store timeout longer than the deadline", async () => {
    const { clock, join, run } = world();
    const startedAt = clock.now();
    const fetch = () => new Promise<Response>(() => {});
    await expect(run(join({ store: hanging, fetch }).getToken())).rejects.toMatchObject({ code: "timeout" });
    expect(clock.now() - startedAt).toBeLessThanOrEqual(30_525);
  });

  it.each([undefined, "OK", "QUEUED", new Error("an error as a value")])(
    "gets tokens at once if the store replies %j to a lock",
    async (reply) => {
      const { clock, store, events, join, run } = world();
      const lock = async () => reply as unknown as boolean;
      const startedAt = clock.now();
      await run(join({ store: { ...store, lock } }).getToken());
      expect(clock.now() - startedAt).toBeLessThanOrEqual(25);
      expect(events).toContainEqual(
        expect.objectContaining({ type: "store_failed", operation: "lock", reason: "UNEXPECTED_REPLY" }),
      );
    },
  );

  it("applies cooldowns to each process separately", async () => {
    const { sandbox, processes, run } = world({ credentials: [{ ...credentials, apiSecret: "corrected" }] });
    const fail = () => Promise.reject(new Error("down"));
    const [manager] = processes(1, { store: { read: fail, write: fail, lock: fail, unlock: fail } });
    for (let call = 0; call < 20; call++) {
      await expect(run(manager?.getToken() ?? fail())).rejects.toMatchObject({
        code: "credentials_rejected",
      });
    }
    expect(sandbox.exchanges()).toBe(1);
  });

  it("rejects a value that is not a store, for example a client without redisStore", () => {
    const { join } = world();
    const client: unknown = { sendCommand: async () => undefined };
    expect(() => join({ store: client as TokenStore })).toThrow(
      expect.objectContaining({
        code: "invalid_options",
        message: expect.stringContaining("redisStore(client)"),
      }),
    );
  });

  it("rejects a timeout of the store that is not a number of milliseconds", () => {
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
    "recover from 401s over $spreadMs ms with a store (single live token: $singleLiveToken)",
    async ({ singleLiveToken, spreadMs }) => {
      const { clock, sandbox, processes, run } = world({ singleLiveToken });
      let calls = 0;
      const late: typeof fetch = async (input, init) => {
        const response = await sandbox.fetch(input, init);
        await clock.wait(response.status === 401 ? calls++ * (spreadMs / 60) : 0);
        return response;
      };
      const managers = processes(2);
      for (const { getToken } of managers) await run(getToken());
      sandbox.revoke();
      const requests = Array.from({ length: 30 }, () => managers)
        .flat()
        .map((manager) => documentedClient(manager, late)(balance, {}));
      const responses = await run(Promise.all(requests));
      expect(responses.filter(({ status }) => status !== 200)).toEqual([]);
      expect(sandbox.exchanges()).toBe(2);
    },
  );
});
