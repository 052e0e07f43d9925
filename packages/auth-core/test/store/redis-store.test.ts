import { Redis } from "ioredis";
import { createClient } from "redis";
import { describe, expect, it } from "vitest";
import { type RedisClient, redisStore } from "../../src/store/redis-store.ts";

const entry = { sealed: "sealed", issuedAt: 1, ttlMs: 60_000 };
const storeWith = (reply: unknown) => redisStore({ sendCommand: async () => reply });

describe("redisStore", () => {
  it.each([undefined, null, "redis://localhost", {}, () => {}])(
    "rejects %j, which is not a client",
    (client) => {
      expect(() => redisStore(client as unknown as RedisClient)).toThrow(
        expect.objectContaining({ name: "TokenError", code: "invalid_options" }),
      );
    },
  );

  it("rejects node-redis in legacy mode and a MULTI, whose commands return no reply", () => {
    const client = createClient();
    const message = expect.stringContaining("not a legacy client and not a MULTI");
    for (const unusable of [client.legacy(), client.multi()]) {
      expect(() => redisStore(unusable as unknown as RedisClient)).toThrow(
        expect.objectContaining({ code: "invalid_options", message }),
      );
    }
  });

  it("sends whole commands through any object with a sendCommand", async () => {
    const commands: string[][] = [];
    const store = redisStore({
      async sendCommand(command: string[]) {
        commands.push(command);
        return command.at(-1) === "key" ? ["1 sealed", 500] : 1;
      },
    });
    expect(await store.read("key")).toEqual({ sealed: "sealed", ttlMs: 500 });
    expect(await store.lock("key", "owner", 0.5)).toBe(true);
    expect(commands[0]?.toSpliced(1, 1)).toEqual(["EVAL", "1", "key"]);
    expect(commands[1]?.toSpliced(1, 1)).toEqual(["EVAL", "1", "key:lock", "owner", "1"]);
  });

  it.each([1, "1", 1n])("accepts %s as the reply of a client that maps numbers", async (reply) => {
    expect(await storeWith(reply).lock("key", "owner", 1_000)).toBe(true);
  });

  it.each([0, "0", 0n])("accepts %s as the reply that another owner holds the lock", async (reply) => {
    expect(await storeWith(reply).lock("key", "owner", 1_000)).toBe(false);
  });

  const replies = [
    undefined,
    null,
    "",
    "OK",
    "QUEUED",
    true,
    false,
    2,
    [],
    [1],
    {},
    new Error("an error as a value"),
  ];

  it.each(replies)("fails if Redis replies %j to a lock, a write or an unlock", async (reply) => {
    const store = storeWith(reply);
    const failure = { code: "UNEXPECTED_REPLY" };
    await expect(store.lock("key", "owner", 1_000)).rejects.toMatchObject(failure);
    await expect(store.write("key", entry)).rejects.toMatchObject(failure);
    await expect(store.unlock("key", "owner")).rejects.toMatchObject(failure);
  });

  it.each([
    undefined,
    "OK",
    "QUEUED",
    7,
    [],
    ["1 sealed"],
    [new Uint8Array(2), 5],
    ["1 sealed", "soon"],
    new Error("x"),
  ])("fails if Redis replies %j to a read", async (reply) => {
    await expect(storeWith(reply).read("key")).rejects.toMatchObject({ code: "UNEXPECTED_REPLY" });
  });

  it("fails if the commands are only queued, as in a pipeline of ioredis", async () => {
    const pipeline = new Redis({ lazyConnect: true }).pipeline();
    const store = redisStore(pipeline as unknown as RedisClient);
    await expect(store.lock("key", "owner", 1_000)).rejects.toMatchObject({ code: "UNEXPECTED_REPLY" });
  });

  it("reads nothing if Redis replies null", async () => {
    expect(await storeWith(null).read("key")).toBeUndefined();
  });

  it("rejects with the code of an error reply, without its message", async () => {
    const reply = Object.assign(new Error("NOPERM User wakapay has no permissions"), { command: "secret" });
    const failing = redisStore({ sendCommand: () => Promise.reject(reply) });
    await expect(failing.read("key")).rejects.toEqual(
      Object.assign(new Error("The token store failed (NOPERM)."), { code: "NOPERM" }),
    );
  });
});
