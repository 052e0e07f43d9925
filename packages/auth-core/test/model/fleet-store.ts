import type { AccessToken, Credentials, TokenStore, Wait } from "../../src/index.ts";
import { memoryStore, type TokenSlot } from "../../src/layers.ts";
import { bounded } from "../../src/store/store-timeout.ts";
import type { Timeline } from "./timeline.ts";

/** How a store feels. */
export type StoreMood = "well" | "slow" | "broken" | "hung";

/** The store of a fleet, with moods. Its entries are not sealed: real cryptography knows no virtual time. */
export interface FleetStore {
  /** One process's place for one pair. */
  placeOf(credentials: Credentials, wait: Wait): TokenSlot;
  feel(mood: StoreMood): void;
}

/** Longer than `bounded` waits. */
const SLOW_MS = 700;

/** Makes a store in memory. */
export function fleetStore(clock: Timeline): FleetStore {
  const memory = memoryStore(clock);
  let mood: StoreMood = "well";
  let writes = 0;

  async function asked<T>(work: () => Promise<T>): Promise<T> {
    if (mood === "broken") throw new Error("the store is broken");
    if (mood === "hung") return new Promise(() => {});
    await clock.wait(mood === "slow" ? SLOW_MS : 1);
    return work();
  }

  const moody: TokenStore = {
    read: (key) => asked(() => memory.read(key)),
    write: (key, entry) => asked(() => memory.write(key, entry)),
    lock: (key, owner, leaseMs) => asked(() => memory.lock(key, owner, leaseMs)),
    unlock: (key, owner) => asked(() => memory.unlock(key, owner)),
  };

  return {
    placeOf({ apiSecret: key }, wait) {
      const store = bounded(moody, { now: clock.now, wait });
      return {
        async read() {
          const sealed = await store.read(key);
          if (sealed === undefined) return undefined;
          const token: AccessToken = JSON.parse(sealed.slice(sealed.indexOf(" ")));
          return { sealed, token };
        },
        async write(token, refused) {
          const { issuedAt, expiresAt } = token;
          const sealed = `${++writes} ${JSON.stringify(token)}`;
          const entry = { sealed, issuedAt, ttlMs: expiresAt - clock.now() };
          await store.write(key, refused === undefined ? entry : { ...entry, rejected: refused.sealed });
        },
        lock: (owner, leaseMs) => store.lock(key, owner, leaseMs),
        unlock: (owner) => store.unlock(key, owner),
      };
    },
    feel(next) {
      mood = next;
    },
  };
}
