import { describe, expect, it } from "vitest";
import type { TokenEvent, TokenStore } from "../../src/index.ts";
import { memoryStore } from "../../src/layers.ts";
import { bounded } from "../../src/store/store-timeout.ts";
import { fakeClock, storeContract } from "../../src/testing/index.ts";

const entry = { sealed: "sealed", issuedAt: 1, ttlMs: 60_000 };
const failing = () => Promise.reject(new Error("redis://user:password@host does not answer"));

function world(overrides: Partial<TokenStore> = {}) {
  const clock = fakeClock();
  const events: TokenEvent[] = [];
  const inner = { ...memoryStore(clock), ...overrides };
  const store = bounded(inner, {
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

describe("bounded: a store that works", () => {
  const clock = fakeClock();
  const store = bounded(memoryStore(clock), clock);
  for (const { name, check } of storeContract({ store: () => store, wait: clock.advance })) it(name, check);
});

describe("bounded: a store that does not", () => {
  const calls: [string, (store: TokenStore) => Promise<unknown>][] = [
    ["read", (store) => store.read("key")],
    ["write", (store) => store.write("key", entry)],
    ["lock", (store) => store.lock("key", "owner", 1_000)],
    ["unlock", (store) => store.unlock("key", "owner")],
  ];

  it.each(calls)(
    "answer to %s is given up after the wait, to the millisecond, and an event says so",
    async (operation, call) => {
      const { clock, events, store } = world({ [operation]: () => new Promise(() => {}) });
      const seen = watch(call(store));
      await clock.advance(499);
      expect(seen.state).toBe("pending");
      await clock.advance(1);
      expect(seen.state).toBe("rejected");
      expect(events).toEqual([{ type: "store_failed", operation, durationMs: 500 }]);
    },
  );

  it.each(calls)(
    "fails at once where %s does, and the event repeats nothing of the error",
    async (operation, call) => {
      const { events, store } = world({ [operation]: failing });
      await expect(call(store)).rejects.toThrow();
      expect(events).toEqual([{ type: "store_failed", operation, durationMs: 0 }]);
    },
  );

  it("fails where a method throws instead of rejecting", async () => {
    const { events, store } = world({
      read() {
        throw new TypeError("not connected");
      },
    });
    await expect(store.read("key")).rejects.toThrow();
    expect(events).toHaveLength(1);
  });

  it("is not asked again for a second, to the millisecond: read and lock reject at once, without another event", async () => {
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

  it("still gets what is written, and the unlock, in that second, and nobody waits for them", async () => {
    const slow: Promise<void>[] = [];
    const { clock, inner, store } = world({
      read: failing,
      write: async (...call) => {
        const wrote = clock.wait(400).then(() => inner2.write(...call));
        slow.push(wrote);
        await wrote;
      },
    });
    const inner2 = memoryStore(clock);
    await inner.lock("key", "owner", 60_000);
    await expect(store.read("key")).rejects.toThrow();
    await store.write("key", entry);
    await store.unlock("key", "owner");
    expect(slow).toHaveLength(1);
    await clock.advance(400);
    expect(await inner2.read("key")).toBe("sealed");
    expect(await inner.lock("key", "next", 1_000)).toBe(true);
  });

  it("rejects nowhere when what nobody waits for fails too", async () => {
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

  it("is asked again when the clock is put back", async () => {
    const { clock, store } = world({ read: failing });
    await expect(store.read("key")).rejects.toThrow();
    clock.step(-1);
    expect(await store.lock("key", "owner", 1_000)).toBe(true);
  });

  it("that grants the lock too late gets it back", async () => {
    const { clock, inner, store } = world({
      async lock(...call) {
        await clock.wait(2_000);
        return memory.lock(...call);
      },
      unlock: (...call) => memory.unlock(...call),
    });
    const memory = memoryStore(clock);
    const seen = watch(store.lock("key", "owner", 60_000));
    await clock.advance(500);
    expect(seen.state).toBe("rejected");
    await clock.advance(1_500);
    expect(await memory.lock("key", "next", 1_000)).toBe(true);
    expect(inner).toBeDefined();
  });

  it("that says too late that another has the lock is not told to free it", async () => {
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
