import type { TokenStore } from "../store/token-store.ts";

/** What the suite needs of the store under test. */
export interface StoreContractOptions {
  /** Gives a client of the store; each call may give another client, or the same again. All see the same data. */
  readonly store: () => TokenStore | Promise<TokenStore>;
  /** Lets so much time pass for the store: a fake clock's `advance`, or a timer where the store's clock is real. */
  readonly wait: (ms: number) => Promise<void>;
}

/** One promise of {@link TokenStore}: its name is a sentence. `check` rejects, saying what was expected, where it is broken. */
export interface StoreCheck {
  readonly name: string;
  check(): Promise<void>;
}

interface Ground {
  readonly one: TokenStore;
  readonly other: TokenStore;
  /** A name that no other check uses. */
  readonly key: string;
  readonly gone: (what: () => Promise<boolean>) => Promise<void>;
}

const LONG_MS = 600_000;
const SHORT_MS = 60;

/**
 * The promises of a {@link TokenStore}, to be run under any test runner:
 * `for (const { name, check } of storeContract({ store, wait })) test(name, check)`.
 */
export function storeContract({ store, wait }: StoreContractOptions): StoreCheck[] {
  return Object.entries(promises).map(([name, keep]) => ({
    name,
    async check() {
      const key = `contract:${crypto.randomUUID()}`;
      await keep({ one: await store(), other: await store(), key, gone: (what) => gone(what, wait) });
    },
  }));
}

const promises: Readonly<Record<string, (ground: Ground) => Promise<void>>> = {
  async "reads nothing where nothing was written"({ one, key }) {
    same(await one.read(key), undefined);
  },
  async "reads what another client wrote, unchanged, however long it is"({ one, other, key }) {
    const sealed = `1.${"aZ09+/=".repeat(12_000)}`;
    await one.write(key, { sealed, issuedAt: 1, ttlMs: LONG_MS });
    same(await other.read(key), sealed);
    same(await other.read(`${key}:another`), undefined);
  },
  async "forgets an entry when its time is over"({ one, other, key, gone }) {
    await one.write(key, { sealed: "a", issuedAt: 1, ttlMs: SHORT_MS });
    await gone(async () => (await other.read(key)) === undefined);
    await one.write(key, { sealed: "b", issuedAt: 0, ttlMs: LONG_MS });
    same(await other.read(key), "b");
  },
  async "replaces an entry by one issued later, or at the same time, and takes its time"({
    one,
    other,
    key,
    gone,
  }) {
    const issuedAt = 1_800_000_000_000;
    await one.write(key, { sealed: "a", issuedAt, ttlMs: LONG_MS });
    await one.write(key, { sealed: "b", issuedAt, ttlMs: LONG_MS });
    same(await other.read(key), "b");
    await other.write(key, { sealed: "c", issuedAt: issuedAt + 1, ttlMs: SHORT_MS });
    await gone(async () => (await one.read(key)) === undefined);
  },
  async "never replaces an entry by one issued earlier"({ one, other, key }) {
    await one.write(key, { sealed: "later", issuedAt: 1_800_000_000_000, ttlMs: LONG_MS });
    await other.write(key, { sealed: "earlier", issuedAt: 999_999_999_999, ttlMs: LONG_MS });
    await other.write(key, { sealed: "earlier", issuedAt: 1_799_999_999_999, ttlMs: LONG_MS, rejected: "x" });
    same(await one.read(key), "later");
  },
  async "replaces the entry that is named as refused by one issued earlier"({ one, other, key }) {
    await one.write(key, { sealed: "refused", issuedAt: 20, ttlMs: LONG_MS });
    await other.write(key, { sealed: "new", issuedAt: 10, ttlMs: LONG_MS, rejected: "refused" });
    same(await one.read(key), "new");
  },
  async "keeps the latest of many that are written at once"({ one, other, key }) {
    const times = [5, 3, 9, 1, 7, 8, 2, 6, 4];
    const write = (at: number) => ({ sealed: `issued at ${at}`, issuedAt: at, ttlMs: LONG_MS });
    await Promise.all(times.map((at) => (at % 2 === 0 ? one : other).write(key, write(at))));
    same(await one.read(key), "issued at 9");
  },
  async "gives the lock to one of many who ask at once"({ one, other, key }) {
    const owners = Array.from({ length: 20 }, (_, index) => `owner ${index}`);
    const taken = await Promise.all(
      owners.map((owner, index) => (index % 2 === 0 ? one : other).lock(key, owner, LONG_MS)),
    );
    same(taken.filter(Boolean).length, 1);
  },
  async "tells the owner who asks again that the lock is held, and others that it is not theirs"({
    one,
    other,
    key,
  }) {
    same(await one.lock(key, "owner", LONG_MS), true);
    same(await one.lock(key, "owner", LONG_MS), true);
    same(await other.lock(key, "another", LONG_MS), false);
    same(await other.lock(`${key}:another`, "another", LONG_MS), true);
  },
  async "frees the lock for its owner alone"({ one, other, key }) {
    await one.lock(key, "owner", LONG_MS);
    await other.unlock(key, "another");
    same(await other.lock(key, "another", LONG_MS), false);
    await one.unlock(key, "owner");
    same(await other.lock(key, "another", LONG_MS), true);
  },
  async "frees the lock when its lease is over, and a former owner cannot take it from the next"({
    one,
    other,
    key,
    gone,
  }) {
    await one.lock(key, "dead", SHORT_MS);
    await gone(() => other.lock(key, "next", LONG_MS));
    await one.unlock(key, "dead");
    same(await one.lock(key, "dead", LONG_MS), false);
    same(await other.lock(key, "next", LONG_MS), true);
  },
  async "keeps a key's entry and its lock apart"({ one, key }) {
    await one.lock(key, "owner", LONG_MS);
    same(await one.read(key), undefined);
    await one.write(key, { sealed: "a", issuedAt: 1, ttlMs: LONG_MS });
    await one.unlock(key, "owner");
    same(await one.read(key), "a");
    same(await one.lock(key, "another", LONG_MS), true);
  },
};

function same(actual: unknown, expected: unknown): void {
  if (actual !== expected)
    throw new Error(`expected ${shown(expected)}, but the store gave ${shown(actual)}`);
}

function shown(value: unknown): string {
  return String(JSON.stringify(value)).slice(0, 80);
}

/** Time passes in small steps, as far as ten lives, so that a store may be a little late. */
async function gone(what: () => Promise<boolean>, wait: (ms: number) => Promise<void>): Promise<void> {
  for (let step = 0; step < 40; step++) {
    if (await what()) return;
    await wait(SHORT_MS / 4);
  }
  throw new Error(`expected it to be gone after ${SHORT_MS} ms, but it was there ten times as long`);
}
