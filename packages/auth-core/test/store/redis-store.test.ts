import { expect, it } from "vitest";
import { type RedisClient, redisStore } from "../../src/store/redis-store.ts";

it.each([undefined, null, "redis://localhost", {}])("redisStore refuses %j, which is no client", (client) => {
  expect(() => redisStore(client as RedisClient)).toThrow(
    expect.objectContaining({ name: "TokenError", code: "invalid_options" }),
  );
});

it("redisStore sends whole commands through any object that has a sendCommand", async () => {
  const commands: string[][] = [];
  const store = redisStore({
    async sendCommand(command) {
      commands.push(command);
      return command[0] === "GET" ? "1 sealed" : 1;
    },
  });
  expect(await store.read("key")).toBe("sealed");
  expect(await store.lock("key", "owner", 0.5)).toBe(true);
  expect(commands[0]).toEqual(["GET", "key"]);
  expect(commands[1]?.slice(2)).toEqual(["1", "key:lock", "owner", "1"]);
});

it("redisStore reads nothing where the client gives bytes, null or anything but text", async () => {
  for (const reply of [null, undefined, new Uint8Array(2), 7]) {
    expect(await redisStore({ sendCommand: async () => reply }).read("key")).toBeUndefined();
  }
});
