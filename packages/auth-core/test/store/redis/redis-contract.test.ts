import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { redisStore } from "../../../src/store/redis-store.ts";
import { storeContract } from "../../../src/testing/index.ts";
import { wait } from "../../../src/time/wait.ts";
import { type ConnectedClient, clients, libraries } from "./redis-clients.ts";
import { type RedisServer, startRedis } from "./redis-server.ts";

describe.skipIf(!inject("redisServer")).each(libraries)("redisStore with %s", (library) => {
  let redis: RedisServer;
  let connections: ConnectedClient[];

  beforeAll(async () => {
    redis = await startRedis();
    connections = await Promise.all([clients[library](redis.port), clients[library](redis.port)]);
  });
  afterAll(async () => {
    for (const connection of connections ?? []) connection[Symbol.dispose]();
    await redis?.[Symbol.asyncDispose]();
  });

  /** One of the two connections, in turn. */
  function connection(): ConnectedClient {
    const [first, second] = connections;
    if (first === undefined || second === undefined) throw new Error("not connected");
    connections.reverse();
    return first;
  }
  const store = () => redisStore(connection().client);
  for (const { name, check } of storeContract({ store, wait })) it(name, check);

  it("stores one string per entry and one per lock, and both expire", async () => {
    const { send } = connection();
    await send("FLUSHALL");
    await store().write("wakapay:k", { sealed: "1.abc", issuedAt: 1_800_000_000_000, ttlMs: 60_000.4 });
    await store().lock("wakapay:k", "owner", 30_000.4);
    expect(await send("KEYS", "*")).toHaveLength(2);
    expect(await send("GET", "wakapay:k")).toBe("1800000000000 1.abc");
    expect(await send("GET", "wakapay:k:lock")).toBe("owner");
    expect(await send("PTTL", "wakapay:k")).toBeGreaterThan(30_000);
    expect(await send("PTTL", "wakapay:k:lock")).toBeGreaterThan(0);
  });

  it.each(["", "text", "soon 1.abc", "9"])("replaces %j, which another program stored", async (foreign) => {
    await connection().send("SET", "wakapay:foreign", foreign);
    await store().write("wakapay:foreign", { sealed: "1.abc", issuedAt: 1, ttlMs: 60_000 });
    expect(await store().read("wakapay:foreign")).toMatchObject({ sealed: "1.abc" });
  });

  it("accepts an entry that expires now", async () => {
    await store().write("wakapay:over", { sealed: "1.abc", issuedAt: 1, ttlMs: 0 });
    await expect.poll(() => store().read("wakapay:over")).toBeUndefined();
  });

  it("works for a Redis user with the documented permissions, or without PTTL", async () => {
    const user = { username: "wakapay", password: "pass" };
    const permissions = ["+get", "+set", "+del", "+pttl", "+eval", "+publish", "+subscribe", "&wakapay:*"];
    const { send } = connection();
    await send("ACL", "SETUSER", "wakapay", "on", ">pass", "~wakapay:*", "+info", "+ping", ...permissions);
    using limited = await clients[library](redis.port, user);
    const narrow = redisStore(limited.client);
    const watching = new AbortController();
    const onChange = vi.fn();
    const watched = narrow.watch?.("wakapay:acl", onChange, watching.signal);
    await expect.poll(() => onChange).toHaveBeenCalledOnce();
    expect(await narrow.lock("wakapay:acl", "owner", 60_000)).toBe(true);
    await narrow.write("wakapay:acl", { sealed: "1.abc", issuedAt: 1, ttlMs: 60_000 });
    await narrow.unlock("wakapay:acl", "owner");
    expect(await narrow.read("wakapay:acl")).toMatchObject({ sealed: "1.abc" });
    await expect.poll(() => onChange).toHaveBeenCalledTimes(3);
    watching.abort();
    await watched;
    await send("ACL", "SETUSER", "wakapay", "-pttl");
    expect(await narrow.read("wakapay:acl")).toBe("1.abc");
    await expect(narrow.read("other:key")).rejects.toMatchObject({
      code: expect.stringMatching(/^(NOPERM|ERR)$/),
    });
  });

  it("works for a Redis user without channels, except that it cannot watch", async () => {
    const user = { username: "quiet", password: "pass" };
    const commands = ["+get", "+set", "+del", "+eval", "+info", "+ping"];
    await connection().send("ACL", "SETUSER", "quiet", "on", ">pass", "~wakapay:*", ...commands);
    using limited = await clients[library](redis.port, user);
    const narrow = redisStore(limited.client);
    expect(await narrow.lock("wakapay:quiet", "owner", 60_000)).toBe(true);
    await narrow.write("wakapay:quiet", { sealed: "1.abc", issuedAt: 1, ttlMs: 60_000 });
    await narrow.unlock("wakapay:quiet", "owner");
    expect(await narrow.lock("wakapay:quiet", "another", 60_000)).toBe(true);
    const watched = narrow.watch?.("wakapay:quiet", () => {}, new AbortController().signal);
    await expect(watched).rejects.toMatchObject({ code: "NOPERM" });
  });
});
