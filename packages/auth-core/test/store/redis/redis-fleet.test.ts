import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createSandbox } from "@wakapay/sandbox";
import { serve } from "@wakapay/sandbox/serve";
import { describe, expect, inject, it } from "vitest";
import { createTokenManager, type TokenEvent, type TokenManagerOptions } from "../../../src/index.ts";
import { type RedisClient, redisStore } from "../../../src/store/redis-store.ts";
import { fakeClock } from "../../../src/testing/index.ts";
import { fleetCredentials as credentials } from "../../support/fleet-slots.ts";
import type { FleetProcess } from "./fleet-process.ts";
import { type ConnectedClient, clients, libraries } from "./redis-clients.ts";
import { startRedis } from "./redis-server.ts";

const script = fileURLToPath(new URL("./fleet-process.ts", import.meta.url));

/** Starts a process and waits until it is connected. */
async function start(
  library: FleetProcess["library"],
  redisPort: number,
  baseUrl: string,
): Promise<ChildProcess> {
  const settings: FleetProcess = { library, redisPort, baseUrl, ...credentials };
  const child = fork(script, [JSON.stringify(settings)]);
  await once(child, "message");
  return child;
}

/** Lets a process get its three tokens. */
async function getTokens(child: ChildProcess): Promise<string[]> {
  const message = once(child, "message");
  child.send("go");
  const [tokens] = await message;
  await once(child, "exit");
  return tokens;
}

async function journal(url: string): Promise<{ exchanges: number; entries: { path: string }[] }> {
  return JSON.parse(await (await fetch(`${url}/_sandbox/journal`)).text());
}

/** Managers in this process that share nothing but Redis. */
function fleet(client: RedisClient, size: number, options: Partial<TokenManagerOptions> = {}) {
  const sandbox = createSandbox({ credentials: [credentials] });
  const events: TokenEvent[] = [];
  const managers = Array.from({ length: size }, () =>
    createTokenManager({
      baseUrl: "https://api.test.wakapay.io",
      ...credentials,
      fetch: sandbox.fetch,
      store: redisStore(client),
      storeTimeoutMs: 20_000,
      onEvent: (event) => void events.push(event),
      ...options,
    } as TokenManagerOptions),
  );
  async function getAll() {
    const startedAt = performance.now();
    const waits: number[] = [];
    const results = await Promise.allSettled(
      managers.map(({ getToken }) => getToken().finally(() => waits.push(performance.now() - startedAt))),
    );
    return { results, longestMs: Math.max(...waits) };
  }
  return { sandbox, events, getAll };
}

describe.skipIf(!inject("redisServer"))("a fleet of processes with one Redis", () => {
  it("makes one exchange for eight cold processes, and nothing in Redis is readable", {
    timeout: 120_000,
  }, async () => {
    await using redis = await startRedis();
    const sandbox = await serve({ credentials: [credentials] });
    const processes = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        start(libraries[index % 2] ?? "ioredis", redis.port, sandbox.url),
      ),
    );
    const tokens = (await Promise.all(processes.map(getTokens))).flat();
    expect(tokens).toHaveLength(24);
    expect(new Set(tokens).size).toBe(1);
    const seen = await journal(sandbox.url);
    await sandbox.close();
    expect(seen.exchanges).toBe(1);
    expect(seen.entries.filter(({ path }) => path === "/business/auth")).toHaveLength(1);

    using connection = await clients.ioredis(redis.port);
    const keys = await connection.send("KEYS", "*");
    expect(keys).toEqual([expect.stringMatching(/^wakapay:[0-9a-f]{64}$/)]);
    const stored = JSON.stringify([keys, await connection.send("GET", String(keys))]);
    for (const secret of [...Object.values(credentials), tokens[0]]) expect(stored).not.toContain(secret);
  });

  it("continues after the process that makes the exchange was killed", { timeout: 120_000 }, async () => {
    await using redis = await startRedis();
    const sandbox = await serve({ credentials: [credentials] });
    sandbox.fault({ delayMs: 600_000, times: 1 });
    const holder = await start("ioredis", redis.port, sandbox.url);
    holder.send("go");
    await expect.poll(() => sandbox.exchanges(), { timeout: 20_000 }).toBe(1);
    holder.kill("SIGKILL");

    const tokens = getTokens(await start("node-redis", redis.port, sandbox.url));
    using connection = await clients.ioredis(redis.port);
    const [lock] = [await connection.send("KEYS", "*")].flat();
    expect(lock).toMatch(/^wakapay:[0-9a-f]{64}:lock$/);
    // The test shortens the lease of the killed process.
    expect(await connection.send("PEXPIRE", String(lock), "300")).toBe(1);
    expect(new Set(await tokens).size).toBe(1);
    expect(sandbox.exchanges()).toBe(2);
    await sandbox.close();
  });
});

describe.skipIf(!inject("redisServer")).each(libraries)("a fleet with one Redis, over %s", (library) => {
  it("makes one exchange with a wrong secret in 50 processes before the cooldown ends", async () => {
    await using redis = await startRedis();
    using connection = await clients[library](redis.port);
    const { sandbox, getAll } = fleet(connection.client, 50, { apiSecret: "wrong" });
    for (let round = 0; round < 3; round++) {
      const { results } = await getAll();
      for (const result of results) {
        expect(result).toMatchObject({ reason: { code: "credentials_rejected", status: 401 } });
      }
    }
    expect(sandbox.exchanges()).toBe(1);
  });

  it("makes one exchange in 50 processes after a 429 with Retry-After", async () => {
    await using redis = await startRedis();
    using connection = await clients[library](redis.port);
    const { sandbox, getAll } = fleet(connection.client, 50);
    sandbox.fault({ status: 429, retryAfter: 120 });
    const { results } = await getAll();
    for (const result of results) {
      const reason = { code: "rate_limited", retryAfterMs: expect.closeTo(120_000, -4) };
      expect(result).toMatchObject({ reason });
    }
    expect(sandbox.exchanges()).toBe(1);
  });

  it("makes as many attempts in 50 processes as in one after a 503", async () => {
    await using redis = await startRedis();
    using connection = await clients[library](redis.port);
    const { sandbox, getAll } = fleet(connection.client, 50);
    sandbox.fault({ status: 503 });
    const { longestMs } = await getAll();
    // On a busy machine, a process can come so late that the first cooldown of 1 s has ended.
    const sequences = 1 + Math.floor(longestMs / 1_000);
    expect(sandbox.exchanges()).toBeGreaterThanOrEqual(4);
    expect(sandbox.exchanges()).toBeLessThanOrEqual(4 * sequences);
    expect(longestMs).toBeLessThan(10_000);
  });

  it("ends the cooldown of all processes with a success", async () => {
    await using redis = await startRedis();
    using connection = await clients[library](redis.port);
    const { sandbox, getAll } = fleet(connection.client, 10);
    sandbox.fault({ status: 429, retryAfter: 1, times: 1 });
    await getAll();
    await expect
      .poll(async () => (await getAll()).results.every(({ status }) => status === "fulfilled"))
      .toBe(true);
    expect(sandbox.exchanges()).toBe(2);
    const keys = [await connection.send("KEYS", "*")].flat();
    await expect.poll(() => connection.send("EXISTS", ...keys.map(String))).toBe(1);
  });

  it("gets a token within the deadline if a lock is held forever", async () => {
    await using redis = await startRedis();
    using connection = await clients[library](redis.port);
    const first = fleet(connection.client, 1);
    await first.getAll();
    const [key] = [await connection.send("KEYS", "*")].flat();
    await connection.send("DEL", String(key));
    await connection.send("SET", `${key}:lock`, "somebody else");
    const { sandbox, getAll } = fleet(connection.client, 10, { deadlineMs: 3_000 });
    const { results } = await getAll();
    expect(results.map(({ status }) => status)).toEqual(results.map(() => "fulfilled"));
    expect(sandbox.exchanges()).toBeLessThan(10);
  });

  /** A fleet whose exchange the test releases, and whose timers only the test advances. */
  async function waitingFleet(connection: ConnectedClient, size: number) {
    const clock = fakeClock();
    const released = Promise.withResolvers<void>();
    const { sandbox, events, getAll } = fleet(connection.client, size, {
      now: clock.now,
      wait: clock.wait,
      fetch: async (...call: Parameters<typeof fetch>) => {
        await released.promise;
        return sandbox.fetch(...call);
      },
    });
    await connection.send("CONFIG", "RESETSTAT");
    const tokens = getAll();
    // The holder reads, acquires the lock, and reads the cooldown. The others read and request the
    // lock.
    await expect.poll(() => callsOf(connection, "eval")).toBe(4 + 2 * (size - 1));
    await clock.advance(50);
    // They subscribe, and then check the token, the lock, and the cooldown once more.
    await expect.poll(() => callsOf(connection, "eval")).toBe(4 + 5 * (size - 1));
    return { clock, sandbox, events, tokens, release: released.resolve };
  }

  /** How often Redis ran a command. */
  async function callsOf({ send }: ConnectedClient, command: string): Promise<number> {
    const statistics = String(await send("INFO", "commandstats"));
    return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(statistics)?.[1] ?? 0);
  }

  it.each([2, 8, 64])("sends six commands and one subscription for each of %d processes", async (size) => {
    await using redis = await startRedis();
    using connection = await clients[library](redis.port);
    const { sandbox, events, tokens, release } = await waitingFleet(connection, size);
    release();
    const { results } = await tokens;
    expect(results.map(({ status }) => status)).toEqual(results.map(() => "fulfilled"));
    expect(sandbox.exchanges()).toBe(1);
    expect(await callsOf(connection, "eval")).toBe(6 + 6 * (size - 1));
    expect(await callsOf(connection, "subscribe")).toBe(size - 1);
    expect(events.filter(({ type }) => type === "store_failed")).toEqual([]);
    await expect
      .poll(async () => String(await connection.send("CLIENT", "LIST")).match(/^id=/gm))
      .toHaveLength(1);
  });

  it("polls if the subscription is lost", async () => {
    await using redis = await startRedis();
    using connection = await clients[library](redis.port);
    const { clock, sandbox, events, tokens, release } = await waitingFleet(connection, 2);
    await connection.send("CLIENT", "KILL", "TYPE", "pubsub");
    await expect.poll(() => events).toContainEqual(expect.objectContaining({ operation: "watch" }));
    release();
    await expect.poll(() => connection.send("PUBSUB", "CHANNELS")).toEqual([]);
    const polling = setInterval(() => clock.advance(50), 5);
    const { results } = await tokens;
    clearInterval(polling);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled"]);
    expect(sandbox.exchanges()).toBe(1);
  });
});
