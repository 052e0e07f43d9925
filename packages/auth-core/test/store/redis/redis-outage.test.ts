import { createSandbox } from "@wakapay/sandbox";
import { describe, expect, inject, it } from "vitest";
import { createTokenManager, type TokenEvent } from "../../../src/index.ts";
import { type RedisClient, redisStore } from "../../../src/store/redis-store.ts";
import { clients, libraries } from "./redis-clients.ts";
import { startRedis } from "./redis-server.ts";

const credentials = { apiKey: "key-of-the-fleet", apiSecret: "secret-of-the-fleet" };
const balance = "/business/balance?currency=USD";

function fleet() {
  const sandbox = createSandbox({ credentials: [credentials] });
  const events: TokenEvent[] = [];
  /** One more process of the fleet. */
  const join = (client: RedisClient, options: { storeTimeoutMs?: number; fetch?: typeof fetch } = {}) =>
    createTokenManager({
      baseUrl: "https://api.test.wakapay.io",
      ...credentials,
      fetch: sandbox.fetch,
      store: redisStore(client),
      storeTimeoutMs: 10_000,
      onEvent: (event) => void events.push(event),
      ...options,
    });
  const failures = () => events.flatMap((event) => (event.type === "store_failed" ? [event.operation] : []));
  return { sandbox, events, join, failures };
}

describe.skipIf(!inject("redisServer")).each(libraries)("a Redis in trouble, over %s", (library) => {
  it("that stalls costs a short wait; once it goes on, it has the token that was written meanwhile", async () => {
    await using redis = await startRedis();
    using connection = await clients[library](redis.port);
    const { sandbox, join, failures } = fleet();
    redis.stall();
    const token = await join(connection.client, { storeTimeoutMs: 100 }).getToken();
    expect(failures()[0]).toBe("read");
    redis.resume();
    await connection.ping();
    expect(await join(connection.client).getToken()).toBe(token);
    expect(sandbox.exchanges()).toBe(1);
  });

  it("that is killed while one process exchanges and another waits fails neither", async () => {
    await using redis = await startRedis();
    using one = await clients[library](redis.port);
    using two = await clients[library](redis.port);
    const { sandbox, join, failures } = fleet();
    let answer = () => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    let arrived = () => {};
    const exchanging = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const slow: typeof fetch = async (...call) => {
      arrived();
      await held;
      return sandbox.fetch(...call);
    };
    const holder = join(one.client, { fetch: slow, storeTimeoutMs: 200 }).getToken();
    await exchanging;
    const waiting = join(two.client, { storeTimeoutMs: 200 }).getToken();
    await redis.kill();
    expect(await waiting).toMatch(/^ey/);
    answer();
    expect(await holder).toMatch(/^ey/);
    expect(failures()).toContain("write");
    expect(sandbox.exchanges()).toBe(2);
  });

  it("that comes back empty is used again", async () => {
    await using redis = await startRedis();
    using connection = await clients[library](redis.port);
    const { sandbox, join, failures } = fleet();
    const first = await join(connection.client).getToken();
    await redis.kill();
    await redis.restart();
    await connection.ping();
    const second = await join(connection.client).getToken();
    expect(second).not.toBe(first);
    expect(await join(connection.client).getToken()).toBe(second);
    expect([sandbox.exchanges(), failures()]).toEqual([2, []]);
  });

  it("that has lost its data between two processes' renewals of a refused token still ends with one token", async () => {
    await using redis = await startRedis();
    using connection = await clients[library](redis.port);
    const { sandbox, join } = fleet();
    const [one, two] = [join(connection.client), join(connection.client)];
    await one.getToken();
    await two.getToken();
    await connection.send("FLUSHALL");
    sandbox.revoke();
    const answers = await Promise.all([one.fetch(balance), two.fetch(balance)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await one.getToken()).toBe(await two.getToken());
    expect(sandbox.exchanges()).toBe(2);
  });
});
