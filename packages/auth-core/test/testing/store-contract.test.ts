import { describe, expect, it } from "vitest";
import type { TokenStore } from "../../src/index.ts";
import { memoryStore } from "../../src/layers.ts";
import { fakeClock, storeContract } from "../../src/testing/index.ts";

/** Which promises a store breaks that differs from a good one in one thing. */
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

describe("the store contract", () => {
  it("finds nothing against a good store", async () => {
    expect(await broken(() => ({}))).toEqual([]);
  });

  it.each<[string, string, (good: TokenStore) => Partial<TokenStore>]>([
    [
      "keeps entries for ever",
      "forgets an entry when its time is over",
      ({ write }) => ({ write: (key, entry) => write(key, { ...entry, ttlMs: 1e9 }) }),
    ],
    [
      "cuts long values",
      "reads what another client wrote, unchanged, however long it is",
      ({ write }) => ({
        write: (key, entry) => write(key, { ...entry, sealed: entry.sealed.slice(0, 65_536) }),
      }),
    ],
    [
      "lets the last writer win",
      "never replaces an entry by one issued earlier",
      ({ read, write }) => ({
        write: async (key, entry) => write(key, { ...entry, rejected: (await read(key)) ?? "" }),
      }),
    ],
    [
      "compares times as text",
      "never replaces an entry by one issued earlier",
      ({ read, write }) => {
        const texts = new Map<string, string>();
        return {
          async write(key, entry) {
            if (`${entry.issuedAt}` < (texts.get(key) ?? "")) return;
            texts.set(key, `${entry.issuedAt}`);
            await write(key, { ...entry, rejected: (await read(key)) ?? "" });
          },
        };
      },
    ],
    [
      "does not know the refused entry",
      "replaces the entry that is named as refused by one issued earlier",
      ({ write }) => ({ write: (key, { rejected: _, ...entry }) => write(key, entry) }),
    ],
    [
      "compares and sets in two steps",
      "keeps the latest of many that are written at once",
      ({ read, write }) => {
        const times = new Map<string, number>();
        return {
          async write(key, entry) {
            const before = times.get(key) ?? 0;
            if (before > entry.issuedAt && (await read(key)) !== entry.rejected) return;
            times.set(key, entry.issuedAt);
            await Promise.resolve();
            await write(key, { ...entry, rejected: (await read(key)) ?? "" });
          },
        };
      },
    ],
    [
      "gives the lock to everybody",
      "gives the lock to one of many who ask at once",
      () => ({ lock: async () => true }),
    ],
    [
      "does not know an owner again",
      "tells the owner who asks again that the lock is held, and others that it is not theirs",
      ({ lock }) => ({ lock: (key, _owner, leaseMs) => lock(key, crypto.randomUUID(), leaseMs) }),
    ],
    [
      "never ends a lease",
      "frees the lock when its lease is over, and a former owner cannot take it from the next",
      ({ lock }) => ({ lock: (key, owner) => lock(key, owner, 1e9) }),
    ],
    [
      "frees the lock for whoever asks",
      "frees the lock for its owner alone",
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
    ["never frees the lock", "frees the lock for its owner alone", () => ({ unlock: async () => undefined })],
    [
      "uses one record for both",
      "keeps a key's entry and its lock apart",
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
