import { describe, expect, it } from "vitest";
import type { TokenEvent, TokenStore } from "../../src/index.ts";
import { memoryStore } from "../../src/layers.ts";
import { withStoreTimeout } from "../../src/store/with-store-timeout.ts";
import { fakeClock, storeContract } from "../../src/testing/index.ts";

const entry = { sealed: "sealed", issuedAt: 1, ttlMs: 60_000 };
const failing = () =>
  Promise.reject(Object.assign(new Error("redis://user:password@host is down"), { code: "ECONNREFUSED" }));

function world(overrides: Partial<TokenStore> = {}) {
  const clock = fakeClock();
  const events: TokenEvent[] = [];
  const inner = { ...memoryStore(clock), ...overrides };
  const store = withStoreTimeout(inner, {
    ...clock,
    storeTimeoutMs: 500,
    onEvent: (event) => void events.push(event),
  });
  return { clock, events, inner, store };
}

/** Follows a promise without waiting for it. */
function watch(promise: Promise<unknown>): { state: string } {
  const seen = { state: "pending" };
  promise.then(
    () => (seen.state = "resolved"),
    () => (seen.state = "rejected"),
  );
  return seen;
}

describe("withStoreTimeout: a working store", () => {
  const clock = fakeClock();
  const store = withStoreTimeout(memoryStore(clock), clock);
  for (const { name, check } of storeContract({ store: () => store, wait: clock.advance })) it(name, check);

  it("returns the text of a store that cannot tell the time left", async () => {
    const { events, store: textOnly } = world({ read: async () => "sealed" });
    expect(await textOnly.read("key")).toBe("sealed");
    expect(events).toEqual([]);
  });

  it("reads null, which some clients return for a missing entry, as undefined", async () => {
    const { events, store: withNull } = world({ read: async () => JSON.parse("null") });
    expect(await withNull.read("key")).toBeUndefined();
    expect(events).toEqual([]);
  });
});

describe("withStoreTimeout: a failing store", () => {
  const calls: [TokenStoreMethod, (store: TokenStore) => Promise<unknown>][] = [
    ["read", (store) => store.read("key")],
    ["write", (store) => store.write("key", entry)],
    ["lock", (store) => store.lock("key", "owner", 1_000)],
    ["unlock", (store) => store.unlock("key", "owner")],
  ];
  type TokenStoreMethod = keyof TokenStore;

  it.each(calls)("times out %s to the millisecond and emits store_failed", async (operation, call) => {
    const { clock, events, store } = world({ [operation]: () => new Promise(() => {}) });
    const seen = watch(call(store));
    await clock.advance(499);
    expect(seen.state).toBe("pending");
    await clock.advance(1);
    expect(seen.state).toBe("rejected");
    expect(events).toEqual([{ type: "store_failed", operation, durationMs: 500, reason: "TIMEOUT" }]);
  });

  it.each(calls)(
    "rejects at once if %s rejects, and names the error's code only",
    async (operation, call) => {
      const { events, store } = world({ [operation]: failing });
      await expect(call(store)).rejects.toThrow();
      expect(events).toEqual([{ type: "store_failed", operation, durationMs: 0, reason: "ECONNREFUSED" }]);
    },
  );

  class ClientOfflineError extends Error {}
  class ReplyError extends Error {
    override name = "ReplyError";
    command = { args: ["the secret"] };
  }
  it.each([
    ["the class if there is no code", new ClientOfflineError("offline"), "ClientOfflineError"],
    ["the name if there is no code", new ReplyError("ERR the secret"), "ReplyError"],
    ["Error for an error without a name", new Error("the secret"), "Error"],
    ["no code that could be text", Object.assign(new Error("x"), { code: "the secret" }), "Error"],
    ["Error for a value that is not an error", "the secret", "Error"],
    ["Error for undefined", undefined, "Error"],
  ])("names %s", async (_, error, reason) => {
    const { events, store } = world({ read: () => Promise.reject(error) });
    await expect(store.read("key")).rejects.toBe(error);
    expect(events).toMatchObject([{ type: "store_failed", operation: "read", reason }]);
    expect(JSON.stringify(events)).not.toContain("the secret");
  });

  it.each([undefined, null, "OK", "QUEUED", 1, 0, "true", new Error("an error as a value"), {}, []])(
    "treats %j as a failure of lock, not as a held lock",
    async (reply) => {
      const { events, store } = world({ lock: async () => reply as unknown as boolean });
      await expect(store.lock("key", "owner", 1_000)).rejects.toThrow();
      expect(events).toMatchObject([{ operation: "lock", reason: "UNEXPECTED_REPLY" }]);
    },
  );

  it.each([
    7,
    true,
    {},
    [],
    { sealed: 1, ttlMs: 1 },
    { sealed: "a" },
    { sealed: "a", ttlMs: Number.NaN },
    new Uint8Array(2),
    new Error("x"),
  ])("treats %j as a failure of read", async (reply) => {
    const { events, store } = world({ read: async () => reply as unknown as string });
    await expect(store.read("key")).rejects.toThrow();
    expect(events).toMatchObject([{ operation: "read", reason: "UNEXPECTED_REPLY" }]);
  });

  it("rejects if a method throws instead of rejecting", async () => {
    const { events, store } = world({
      read() {
        throw new TypeError("not connected");
      },
    });
    await expect(store.read("key")).rejects.toThrow();
    expect(events).toMatchObject([{ type: "store_failed", reason: "TypeError" }]);
  });
});

describe("withStoreTimeout: a suspended process", () => {
  it("does not count its own suspension as a failure of the store", async () => {
    let now = 0;
    const timers: (() => void)[] = [];
    const reply = Promise.withResolvers<string>();
    const events: TokenEvent[] = [];
    const store = withStoreTimeout(
      { ...memoryStore(), read: () => reply.promise },
      {
        now: () => now,
        wait: () => new Promise((resolve) => timers.push(resolve)),
        onEvent: (event) => void events.push(event),
      },
    );
    const read = store.read("key");
    // The timer becomes due while the process is suspended, and the reply arrives in the socket.
    // When the process resumes, the timer fires first.
    now += 60_000;
    for (const fire of timers) fire();
    await new Promise((resolve) => setTimeout(resolve));
    reply.resolve("sealed");
    expect(await read).toBe("sealed");
    expect(events).toEqual([]);
  });
});

describe("withStoreTimeout: after a failure", () => {
  it("rejects reads and locks at once for one second, without another event", async () => {
    let reads = 0;
    const { clock, events, store } = world({
      read() {
        reads++;
        return failing();
      },
    });
    await expect(store.read("key")).rejects.toThrow();
    await clock.advance(999);
    await expect(store.read("key")).rejects.toThrow();
    await expect(store.lock("key", "owner", 1_000)).rejects.toThrow();
    expect([reads, events.length]).toEqual([1, 1]);
    await clock.advance(1);
    expect(await store.lock("key", "owner", 1_000)).toBe(true);
  });

  it("sends writes and unlocks in that second, but does not wait for them", async () => {
    const clock = fakeClock();
    const memory = memoryStore(clock);
    const store = withStoreTimeout(
      {
        ...memory,
        read: failing,
        write: async (...call) => {
          await clock.wait(400);
          await memory.write(...call);
        },
      },
      clock,
    );
    await memory.lock("key", "owner", 60_000);
    await expect(store.read("key")).rejects.toThrow();
    await store.write("key", entry);
    await store.unlock("key", "owner");
    await clock.advance(400);
    expect(await memory.read("key")).toMatchObject({ sealed: "sealed" });
    expect(await memory.lock("key", "next", 1_000)).toBe(true);
  });

  it("causes no unhandled rejection if a write that is not awaited fails too", async () => {
    const { clock, events, store } = world({ read: failing, write: failing, unlock: failing });
    await expect(store.read("key")).rejects.toThrow();
    await store.write("key", entry);
    await store.unlock("key", "owner");
    await clock.settle();
    expect(events.map((event) => ("operation" in event ? event.operation : ""))).toEqual([
      "read",
      "write",
      "unlock",
    ]);
  });

  it("uses the store again if the clock is set back", async () => {
    const { clock, store } = world({ read: failing });
    await expect(store.read("key")).rejects.toThrow();
    clock.step(-1);
    expect(await store.lock("key", "owner", 1_000)).toBe(true);
  });

  it("releases a lock that is acquired after the timeout", async () => {
    const clock = fakeClock();
    const memory = memoryStore(clock);
    const lock: TokenStore["lock"] = async (...call) => {
      await clock.wait(2_000);
      return memory.lock(...call);
    };
    const store = withStoreTimeout({ ...memory, lock }, clock);
    const seen = watch(store.lock("key", "owner", 60_000));
    await clock.advance(500);
    expect(seen.state).toBe("rejected");
    await clock.advance(1_500);
    expect(await memory.lock("key", "next", 1_000)).toBe(true);
  });

  it("releases nothing if the late reply says that another owner holds the lock", async () => {
    const unlocked: string[] = [];
    const { clock, store } = world({
      lock: () => clock.wait(2_000).then(() => false),
      unlock: async (_, owner) => void unlocked.push(owner),
    });
    const seen = watch(store.lock("key", "owner", 60_000));
    await clock.advance(2_000);
    expect([seen.state, unlocked]).toEqual(["rejected", []]);
  });
});

describe("withStoreTimeout: a store that watches", () => {
  const signal = new AbortController().signal;
  const ignore = () => {};

  it("emits why it cannot watch, and uses the store as before", async () => {
    const { events, store } = world({ watch: failing });
    await store.watch("key", ignore, signal);
    expect(events).toEqual([
      { type: "store_failed", operation: "watch", durationMs: 0, reason: "ECONNREFUSED" },
    ]);
    expect(await store.lock("key", "owner", 1_000)).toBe(true);
  });

  it("emits nothing if the store cannot watch, or if the caller has stopped", async () => {
    const { inner, store, events } = world({ watch: failing });
    const { watch: _, ...polled } = inner;
    await withStoreTimeout(polled, {}).watch("key", ignore, signal);
    await store.watch("key", ignore, AbortSignal.abort());
    expect(events).toEqual([]);
  });

  it("does not watch for one second after a failure", async () => {
    let changes = 0;
    const { clock, store } = world({ read: failing });
    await expect(store.read("key")).rejects.toThrow();
    await store.watch("key", () => changes++, signal);
    expect(changes).toBe(0);
    await clock.advance(1_000);
    void store.watch("key", () => changes++, signal);
    expect(changes).toBe(1);
  });
});
