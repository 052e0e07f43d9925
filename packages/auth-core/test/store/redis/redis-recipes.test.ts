import { createTokenManager, type TokenManagerOptions } from "@wakapay/auth-core";
import { afterEach, describe, expect, inject, it, vi } from "vitest";
import { recipeWorld } from "../../recipes/recipe-world.ts";
import { clients } from "./redis-clients.ts";
import { freePort, startRedis } from "./redis-server.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.doUnmock("@wakapay/auth-core");
  vi.restoreAllMocks();
});

const recipes = {
  "node-redis": async () => {
    const { wakapay, redis } = await import("../../../recipes/node-redis.ts");
    return { wakapay, close: () => redis.destroy() };
  },
  ioredis: async () => {
    const { wakapay, redis } = await import("../../../recipes/ioredis.ts");
    return { wakapay, close: () => redis.disconnect() };
  },
};

function prepare(port: number) {
  const { sandbox } = recipeWorld();
  const failures: string[] = [];
  vi.spyOn(console, "warn").mockImplementation(() => {});
  vi.stubEnv("REDIS_URL", `redis://127.0.0.1:${port}`);
  // The machine may be busy: a late reply is not what these tests are about.
  vi.doMock("@wakapay/auth-core", () => ({
    createTokenManager: (options: TokenManagerOptions) =>
      createTokenManager({
        ...options,
        storeTimeoutMs: 20_000,
        onEvent: (event) => void (event.type === "store_failed" && failures.push(event.operation)),
      }),
  }));
  return { sandbox, failures };
}

describe.skipIf(!inject("redisServer")).each(Object.entries(recipes))("the recipe for %s", (_, start) => {
  it("is connected before the first acquisition", async () => {
    await using redis = await startRedis();
    const { failures } = prepare(redis.port);
    const { wakapay, close } = await start();
    await wakapay.getToken();
    close();
    expect(failures).toEqual([]);
    using connection = await clients.ioredis(redis.port);
    expect(await connection.send("KEYS", "*")).toHaveLength(1);
  });

  it("starts while Redis is down, requests tokens, and uses Redis when it is up", async () => {
    const port = await freePort();
    const { sandbox, failures } = prepare(port);
    const startedAt = performance.now();
    const { wakapay, close } = await start();
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    const first = await wakapay.getToken();
    expect(failures[0]).toBe("read");
    await using redis = await startRedis({}, port);
    using connection = await clients.ioredis(redis.port);
    await expect
      .poll(async () => {
        sandbox.revoke();
        wakapay.clearToken();
        await wakapay.getToken();
        return connection.send("KEYS", "*");
      })
      .toHaveLength(1);
    close();
    expect(await wakapay.getToken()).not.toBe(first);
  });
});
