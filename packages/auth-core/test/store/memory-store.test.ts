import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/layers.ts";
import { fakeClock, storeContract } from "../../src/testing/index.ts";

describe("memoryStore", () => {
  const clock = fakeClock();
  const store = memoryStore(clock);
  for (const { name, check } of storeContract({ store: () => store, wait: clock.advance })) it(name, check);

  it("expires an entry and a lock to the millisecond", async () => {
    await store.write("key", { sealed: "a", issuedAt: 1, ttlMs: 1_000 });
    await store.lock("key", "one", 1_000);
    await clock.advance(999);
    expect(await store.read("key")).toEqual({ sealed: "a", ttlMs: 1 });
    expect(await store.lock("key", "two", 1_000)).toBe(false);
    await clock.advance(1);
    expect(await store.read("key")).toBeUndefined();
    expect(await store.lock("key", "two", 1_000)).toBe(true);
  });

  it("shares nothing with another store", async () => {
    await store.write("mine", { sealed: "a", issuedAt: 1, ttlMs: 1_000 });
    expect(await memoryStore(clock).read("mine")).toBeUndefined();
  });
});
