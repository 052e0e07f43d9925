import { Cluster, Redis } from "ioredis";
import { createClientPool, createCluster, createSentinel } from "redis";
import { describe, inject, it } from "vitest";
import { type RedisClient, redisStore } from "../../../src/store/redis-store.ts";
import { storeContract } from "../../../src/testing/index.ts";
import { wait } from "../../../src/time/wait.ts";
import { startCluster, startRedis, startSentinel } from "./redis-server.ts";

const host = "127.0.0.1";

/** Runs the whole contract with one client. */
async function verifyContract(client: RedisClient, close: () => unknown): Promise<void> {
  try {
    for (const { name, check } of storeContract({ store: () => redisStore(client), wait })) {
      await check().catch((error: unknown) => {
        throw new Error(name, { cause: error });
      });
    }
  } finally {
    await close();
  }
}

describe.skipIf(!inject("redisServer"))("redisStore keeps the store contract", () => {
  it("with a pool of node-redis", async () => {
    await using redis = await startRedis();
    const pool = createClientPool({ socket: { host, port: redis.port } });
    await pool.connect();
    await verifyContract(pool, () => pool.destroy());
  });

  it("with a cluster client of node-redis", async () => {
    await using redis = await startCluster();
    const cluster = createCluster({ rootNodes: [{ socket: { host, port: redis.port } }] });
    await cluster.connect();
    await verifyContract(cluster, () => cluster.destroy());
  });

  it("with a cluster client of ioredis", async () => {
    await using redis = await startCluster();
    const cluster = new Cluster([{ host, port: redis.port }]);
    await verifyContract(cluster, () => cluster.disconnect());
  });

  it("with a sentinel client of node-redis", async () => {
    await using redis = await startRedis();
    await using sentinel = await startSentinel(redis.port);
    const client = createSentinel({ name: "wakapay", sentinelRootNodes: [{ host, port: sentinel.port }] });
    await client.connect();
    await verifyContract(client, () => client.destroy());
  });

  it("with a sentinel client of ioredis", async () => {
    await using redis = await startRedis();
    await using sentinel = await startSentinel(redis.port);
    const client = new Redis({ name: "wakapay", sentinels: [{ host, port: sentinel.port }] });
    await verifyContract(client, () => client.disconnect());
  });
});
