import { createSandbox } from "@wakapay/sandbox";
import { describe, expect, inject, it } from "vitest";
import { createTokenManager, type TokenEvent } from "../../../src/index.ts";
import { type RedisClient, redisStore } from "../../../src/store/redis-store.ts";
import { fleetCredentials as credentials } from "../../support/fleet-slots.ts";
import { clients, libraries } from "./redis-clients.ts";
import { startRedis } from "./redis-server.ts";

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
  const failures = () => events.flatMap((event) => (event.type === "store_failed" ? [event] : []));
  return { sandbox, join, failures };
}

describe.skipIf(!inject("redisServer")).each(libraries)("a failing Redis, over %s", (library) => {
  it("delays a token briefly if it stalls, and has the token when it resumes", async () => {
    await using redis = await startRedis();
    using connection = await clients[library](redis.port);
    const { sandbox, join, failures } = fleet();
    redis.stall();
    const token = await join(connection.client, { storeTimeoutMs: 100 }).getToken();
    expect(failures()[0]).toMatchObject({ operation: "read", reason: "TIMEOUT" });
    redis.resume();
    await connection.ping();
    expect(await join(connection.client).getToken()).toBe(token);
    expect(sandbox.exchanges()).toBe(1);
  });

  it("lets no process fail if it is killed while one exchanges and another waits", async () => {
    await using redis = await startRedis();
    using one = await clients[library](redis.port);
    using two = await clients[library](redis.port);
    const { sandbox, join, failures } = fleet();
    const exchanging = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const slow: typeof fetch = async (...call) => {
      exchanging.resolve();
      await released.promise;
      return sandbox.fetch(...call);
    };
    const holder = join(one.client, { fetch: slow, storeTimeoutMs: 200 }).getToken();
    await exchanging.promise;
    const waiting = join(two.client, { storeTimeoutMs: 200 }).getToken();
    await redis.kill();
    expect(await waiting).toMatch(/^ey/);
    released.resolve();
    expect(await holder).toMatch(/^ey/);
    expect(failures().map(({ operation }) => operation)).toContain("write");
    expect(sandbox.exchanges()).toBe(2);
  });

  it("is used again if it restarts without data", async () => {
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

  it("leaves one token after two renewals of a rejected one, even if it lost its data", async () => {
    await using redis = await startRedis();
    using connection = await clients[library](redis.port);
    const { sandbox, join } = fleet();
    const [one, two] = [join(connection.client), join(connection.client)];
    await one.getToken();
    await two.getToken();
    await connection.send("FLUSHALL");
    sandbox.revoke();
    const responses = await Promise.all([one.fetch(balance), two.fetch(balance)]);
    expect(responses.map(({ status }) => status)).toEqual([200, 200]);
    expect(await one.getToken()).toBe(await two.getToken());
    expect(sandbox.exchanges()).toBe(2);
  });

  it("is reported with Redis's own code if a permission is missing", async () => {
    await using redis = await startRedis();
    using connection = await clients[library](redis.port);
    await connection.send("ACL", "SETUSER", "reader", "on", ">pass", "~wakapay:*", "+get");
    await connection.send("AUTH", "reader", "pass");
    const { join, failures } = fleet();
    expect(await join(connection.client).getToken()).toMatch(/^ey/);
    expect(failures()[0]).toMatchObject({ operation: "read", reason: "NOPERM" });
  });

  it("is reported with the reason of the client if it is disconnected", async () => {
    await using redis = await startRedis();
    const connection = await clients[library](redis.port);
    connection[Symbol.dispose]();
    const { join, failures } = fleet();
    expect(await join(connection.client).getToken()).toMatch(/^ey/);
    expect(failures()[0]?.reason).toMatch(/^(ClientClosedError|Error)$/);
  });
});
