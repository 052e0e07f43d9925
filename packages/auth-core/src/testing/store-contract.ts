import type { TokenStore } from "../store/token-store.ts";

/** Options of {@link storeContract}. */
export interface StoreContractOptions {
  /**
   * Returns a client of the store. Calls may return the same client or different ones with the same
   * data.
   */
  readonly store: () => TokenStore | Promise<TokenStore>;
  /**
   * Lets time pass for the store, in milliseconds: `advance` of a fake clock, or a timer if the
   * store's clock is real.
   */
  readonly wait: (ms: number) => Promise<void>;
}

/** One promise of {@link TokenStore}. */
export interface StoreCheck {
  /** The promise, as a sentence without a subject. */
  readonly name: string;
  /** Rejects with what was expected if the store breaks the promise. */
  check(): Promise<void>;
}

interface Fixture {
  readonly one: TokenStore;
  readonly other: TokenStore;
  /** A key that no other check uses. */
  readonly key: string;
  /** Waits until the condition holds. */
  readonly eventually: (condition: () => Promise<boolean>) => Promise<void>;
}

const LONG_MS = 600_000;
const SHORT_MS = 60;

/**
 * Returns the promises of a {@link TokenStore} as checks, for any test runner.
 *
 * @example
 * for (const { name, check } of storeContract({ store: () => myStore, wait })) test(name, check);
 */
export function storeContract({ store, wait }: StoreContractOptions): StoreCheck[] {
  return Object.entries(promises).map(([name, verify]) => ({
    name,
    async check() {
      const key = `contract:${crypto.randomUUID()}`;
      const eventually = (condition: () => Promise<boolean>) => waitUntil(condition, wait);
      await verify({ one: await store(), other: await store(), key, eventually });
    },
  }));
}

const promises: Readonly<Record<string, (fixture: Fixture) => Promise<void>>> = {
  async "returns undefined if nothing was written"({ one, key }) {
    same(await one.read(key), undefined);
  },
  async "returns what another client wrote, unchanged, even if it is long"({ one, other, key }) {
    const sealed = `1.${"aZ09+/=".repeat(12_000)}`;
    await one.write(key, { sealed, issuedAt: 1, ttlMs: LONG_MS });
    same(await sealedIn(other, key), sealed);
    same(await other.read(`${key}:another`), undefined);
  },
  async "returns the time that an entry has left, if it returns a time"({ one, other, key, eventually }) {
    await one.write(key, { sealed: "a", issuedAt: 1, ttlMs: LONG_MS });
    const entry = await other.read(key);
    if (entry === undefined || typeof entry === "string") return;
    const isPlausible = (ttlMs: number) => ttlMs > LONG_MS - 30_000 && ttlMs <= LONG_MS;
    same(isPlausible(entry.ttlMs), true);
    await eventually(async () => {
      const later = await other.read(key);
      return typeof later === "object" && later.ttlMs < entry.ttlMs;
    });
  },
  async "deletes an entry when it expires"({ one, other, key, eventually }) {
    await one.write(key, { sealed: "a", issuedAt: 1, ttlMs: SHORT_MS });
    await eventually(async () => (await other.read(key)) === undefined);
    await one.write(key, { sealed: "b", issuedAt: 0, ttlMs: LONG_MS });
    same(await sealedIn(other, key), "b");
  },
  async "replaces an entry with one that was issued later or at the same time"({
    one,
    other,
    key,
    eventually,
  }) {
    const issuedAt = 1_800_000_000_000;
    await one.write(key, { sealed: "a", issuedAt, ttlMs: LONG_MS });
    await one.write(key, { sealed: "b", issuedAt, ttlMs: LONG_MS });
    same(await sealedIn(other, key), "b");
    await other.write(key, { sealed: "c", issuedAt: issuedAt + 1, ttlMs: SHORT_MS });
    await eventually(async () => (await one.read(key)) === undefined);
  },
  async "never replaces an entry with one that was issued earlier"({ one, other, key }) {
    await one.write(key, { sealed: "later", issuedAt: 1_800_000_000_000, ttlMs: LONG_MS });
    await other.write(key, { sealed: "earlier", issuedAt: 999_999_999_999, ttlMs: LONG_MS });
    await other.write(key, { sealed: "earlier", issuedAt: 1_799_999_999_999, ttlMs: LONG_MS, rejected: "x" });
    same(await sealedIn(one, key), "later");
  },
  async "replaces the rejected entry with one that was issued earlier"({ one, other, key }) {
    await one.write(key, { sealed: "rejected", issuedAt: 20, ttlMs: LONG_MS });
    await other.write(key, { sealed: "new", issuedAt: 10, ttlMs: LONG_MS, rejected: "rejected" });
    same(await sealedIn(one, key), "new");
  },
  async "keeps the latest of many entries that are written at once"({ one, other, key }) {
    const times = [5, 3, 9, 1, 7, 8, 2, 6, 4];
    const entry = (at: number) => ({ sealed: `issued at ${at}`, issuedAt: at, ttlMs: LONG_MS });
    await Promise.all(times.map((at) => (at % 2 === 0 ? one : other).write(key, entry(at))));
    same(await sealedIn(one, key), "issued at 9");
  },
  async "gives the lock to one of many owners that request it at once"({ one, other, key }) {
    const owners = Array.from({ length: 20 }, (_, index) => `owner ${index}`);
    const locked = await Promise.all(
      owners.map((owner, index) => (index % 2 === 0 ? one : other).lock(key, owner, LONG_MS)),
    );
    same(locked.filter(Boolean).length, 1);
  },
  async "returns true to the owner that requests the lock again, and false to others"({ one, other, key }) {
    same(await one.lock(key, "owner", LONG_MS), true);
    same(await one.lock(key, "owner", LONG_MS), true);
    same(await other.lock(key, "another", LONG_MS), false);
    same(await other.lock(`${key}:another`, "another", LONG_MS), true);
  },
  async "releases the lock only for its owner"({ one, other, key }) {
    await one.lock(key, "owner", LONG_MS);
    await other.unlock(key, "another");
    same(await other.lock(key, "another", LONG_MS), false);
    await one.unlock(key, "owner");
    same(await other.lock(key, "another", LONG_MS), true);
  },
  async "releases the lock when its lease expires, and a former owner cannot release the next lock"({
    one,
    other,
    key,
    eventually,
  }) {
    await one.lock(key, "crashed", SHORT_MS);
    await eventually(() => other.lock(key, "next", LONG_MS));
    await one.unlock(key, "crashed");
    same(await one.lock(key, "crashed", LONG_MS), false);
    same(await other.lock(key, "next", LONG_MS), true);
  },
  async "reports that it watches, written entries, and released locks, if it can watch"({
    one,
    other,
    key,
    eventually,
  }) {
    if (one.watch === undefined) return;
    const watching = new AbortController();
    let changes = 0;
    const ended = one.watch(key, () => void changes++, watching.signal);
    await eventually(async () => changes >= 1);
    await other.write(key, { sealed: "a", issuedAt: 1, ttlMs: LONG_MS });
    await eventually(async () => changes >= 2);
    await other.lock(key, "owner", LONG_MS);
    await other.unlock(key, "owner");
    await eventually(async () => changes >= 3);
    watching.abort();
    await ended;
  },
  async "reports only changes of the watched key, until the signal aborts, if it can watch"({
    one,
    other,
    key,
    eventually,
  }) {
    if (one.watch === undefined) return;
    const aborted = new AbortController();
    const watching = new AbortController();
    let early = 0;
    let changes = 0;
    const ended = one.watch(key, () => void early++, aborted.signal);
    await eventually(async () => early === 1);
    aborted.abort();
    await ended;
    const watched = one.watch(key, () => void changes++, watching.signal);
    await eventually(async () => changes === 1);
    await other.write(`${key}:another`, { sealed: "a", issuedAt: 1, ttlMs: LONG_MS });
    await other.write(key, { sealed: "a", issuedAt: 1, ttlMs: LONG_MS });
    await eventually(async () => changes === 2);
    same(early, 1);
    watching.abort();
    await watched;
  },
  async "treats the entry and the lock of a key as independent"({ one, key }) {
    await one.lock(key, "owner", LONG_MS);
    same(await one.read(key), undefined);
    await one.write(key, { sealed: "a", issuedAt: 1, ttlMs: LONG_MS });
    await one.unlock(key, "owner");
    same(await sealedIn(one, key), "a");
    same(await one.lock(key, "another", LONG_MS), true);
  },
};

async function sealedIn(store: TokenStore, key: string): Promise<string | undefined> {
  const entry = await store.read(key);
  return typeof entry === "object" ? entry.sealed : entry;
}

function same(actual: unknown, expected: unknown): void {
  if (actual !== expected)
    throw new Error(`expected ${excerpt(expected)}, but the store returned ${excerpt(actual)}`);
}

function excerpt(value: unknown): string {
  return String(JSON.stringify(value)).slice(0, 80);
}

/**
 * Waits in small steps, for a hundred times as long as an entry lives, because a store may be late
 * on a busy machine.
 */
async function waitUntil(
  condition: () => Promise<boolean>,
  wait: (ms: number) => Promise<void>,
): Promise<void> {
  for (let step = 0; step < 400; step++) {
    if (await condition()) return;
    await wait(SHORT_MS / 4);
  }
  throw new Error(`expected this to happen after ${SHORT_MS} ms, but it did not in a hundred times as long`);
}
