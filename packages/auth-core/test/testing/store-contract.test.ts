import { describe, expect, it } from "vitest";
import type { TokenStore } from "../../src/index.ts";
import { memoryStore } from "../../src/layers.ts";
import { fakeClock, storeContract } from "../../src/testing/index.ts";

/** Returns the promises that a store breaks if one thing about it is changed. */
async function broken(change: (good: TokenStore) => Partial<TokenStore>): Promise<string[]> {
  const clock = fakeClock();
  const good = memoryStore(clock);
  const store = { ...good, ...change(good) };
  const names: string[] = [];
  for (const { name, check } of storeContract({ store: () => store, wait: clock.advance })) {
    await check().catch(() => names.push(name));
  }
  return names;
}

async function sealedIn(read: TokenStore["read"], key: string): Promise<string> {
  const entry = await read(key);
  return (typeof entry === "object" ? entry.sealed : entry) ?? "";
}

describe("storeContract", () => {
  it("finds nothing wrong with a correct store", async () => {
    expect(await broken(() => ({}))).toEqual([]);
  });

  it("finds nothing wrong with a store that cannot tell the time left", async () => {
    const textOnly = ({ read }: TokenStore) => ({
      read: async (key: string) => (await sealedIn(read, key)) || undefined,
    });
    expect(await broken(textOnly)).toEqual([]);
  });

  it("finds nothing wrong with a store that cannot watch", async () => {
    const clock = fakeClock();
    const { watch: _, ...store } = memoryStore(clock);
    for (const { check } of storeContract({ store: () => store, wait: clock.advance })) await check();
  });

  it.each<[string, string, (good: TokenStore) => Partial<TokenStore>]>([
    [
      "never expires entries",
      "deletes an entry when it expires",
      ({ write }) => ({ write: (key, entry) => write(key, { ...entry, ttlMs: 1e9 }) }),
    ],
    [
      "truncates long values",
      "returns what another client wrote, unchanged, even if it is long",
      ({ write }) => ({
        write: (key, entry) => write(key, { ...entry, sealed: entry.sealed.slice(0, 65_536) }),
      }),
    ],
    [
      "lets the last writer win",
      "never replaces an entry with one that was issued earlier",
      ({ read, write }) => ({
        write: async (key, entry) => write(key, { ...entry, rejected: await sealedIn(read, key) }),
      }),
    ],
    [
      "compares times as text",
      "never replaces an entry with one that was issued earlier",
      ({ read, write }) => {
        const texts = new Map<string, string>();
        return {
          async write(key, entry) {
            if (`${entry.issuedAt}` < (texts.get(key) ?? "")) return;
            texts.set(key, `${entry.issuedAt}`);
            await write(key, { ...entry, rejected: await sealedIn(read, key) });
          },
        };
      },
    ],
    [
      "ignores which entry is rejected",
      "replaces the rejected entry with one that was issued earlier",
      ({ write }) => ({ write: (key, { rejected: _, ...entry }) => write(key, entry) }),
    ],
    [
      "compares and sets in two steps",
      "keeps the latest of many entries that are written at once",
      ({ read, write }) => {
        const times = new Map<string, number>();
        return {
          async write(key, entry) {
            const before = times.get(key) ?? 0;
            const stored = await sealedIn(read, key);
            if (before > entry.issuedAt && stored !== entry.rejected) return;
            times.set(key, entry.issuedAt);
            await write(key, { ...entry, issuedAt: 0 });
          },
        };
      },
    ],
    [
      "gives the lock to every owner",
      "gives the lock to one of many owners that request it at once",
      () => ({ lock: async () => true }),
    ],
    [
      "does not recognize an owner",
      "returns true to the owner that requests the lock again, and false to others",
      ({ lock }) => ({ lock: (key, _owner, leaseMs) => lock(key, crypto.randomUUID(), leaseMs) }),
    ],
    [
      "never ends a lease",
      "releases the lock when its lease expires, and a former owner cannot release the next lock",
      ({ lock }) => ({ lock: (key, owner) => lock(key, owner, 1e9) }),
    ],
    [
      "releases the lock for any owner",
      "releases the lock only for its owner",
      ({ lock, unlock }) => {
        const owners = new Map<string, string>();
        return {
          async lock(key, owner, leaseMs) {
            const held = await lock(key, owner, leaseMs);
            if (held) owners.set(key, owner);
            return held;
          },
          unlock: (key) => unlock(key, owners.get(key) ?? ""),
        };
      },
    ],
    [
      "never releases the lock",
      "releases the lock only for its owner",
      () => ({ unlock: async () => undefined }),
    ],
    [
      "returns the ttl that was written, not the time left",
      "returns the time that an entry has left, if it returns a time",
      ({ read, write }) => {
        const ttls = new Map<string, number>();
        return {
          async write(key, entry) {
            ttls.set(key, entry.ttlMs);
            await write(key, entry);
          },
          async read(key) {
            const sealed = await sealedIn(read, key);
            return sealed === "" ? undefined : { sealed, ttlMs: ttls.get(key) ?? 0 };
          },
        };
      },
    ],
    [
      "does not say when it starts to watch",
      "reports that it watches, written entries, and released locks, if it can watch",
      () => ({ watch: () => new Promise(() => {}) }),
    ],
    [
      "does not report released locks",
      "reports that it watches, written entries, and released locks, if it can watch",
      ({ unlock, watch }) => {
        let isUnlocking = false;
        return {
          async unlock(key, owner) {
            isUnlocking = true;
            await unlock(key, owner);
            isUnlocking = false;
          },
          watch: async (key, onChange, signal) => watch?.(key, () => isUnlocking || onChange(), signal),
        };
      },
    ],
    [
      "reports changes of every key",
      "reports only changes of the watched key, until the signal aborts, if it can watch",
      ({ write }) => {
        const listeners = new Set<() => void>();
        return {
          async write(key, entry) {
            await write(key, entry);
            for (const listener of listeners) listener();
          },
          async watch(_, onChange, signal) {
            listeners.add(onChange);
            onChange();
            await new Promise((resolve) => signal.addEventListener("abort", resolve));
            listeners.delete(onChange);
          },
        };
      },
    ],
    [
      "watches forever",
      "reports only changes of the watched key, until the signal aborts, if it can watch",
      ({ watch }) => ({
        watch: async (key, onChange, signal) => {
          void watch?.(key, onChange, new AbortController().signal);
          await new Promise((resolve) => signal.addEventListener("abort", resolve));
        },
      }),
    ],
    [
      "uses one record for both",
      "treats the entry and the lock of a key as independent",
      ({ lock, write }) => ({
        async lock(key, owner, leaseMs) {
          await write(key, { sealed: "", issuedAt: 0, ttlMs: leaseMs });
          return lock(key, owner, leaseMs);
        },
      }),
    ],
  ])("finds a store that %s", async (_, promise, change) => {
    expect(await broken(change)).toContain(promise);
  });
});
