import type { Credentials, StoreEntry, TokenStore, Wait } from "../../src/index.ts";
import { memoryStore, type TokenSlot } from "../../src/layers.ts";
import type { EncryptedEntry } from "../../src/store/encrypted-entry.ts";
import { fleetCooldown } from "../../src/store/fleet-cooldown.ts";
import { withStoreTimeout } from "../../src/store/with-store-timeout.ts";
import { parseToken } from "../../src/token/access-token.ts";
import type { Timeline } from "./timeline.ts";

/** How a store behaves. */
export type StoreState = "healthy" | "slow" | "failing" | "hanging";

/**
 * The store of a fleet. Its entries are not encrypted, because cryptography takes no virtual time.
 */
export interface FleetStore {
  /** Returns one process's slot for one pair of credentials. */
  slotFor(credentials: Credentials, wait: Wait): TokenSlot;
  setState(state: StoreState): void;
}

/** Longer than the store's timeout. */
const SLOW_MS = 700;

/** Creates a store in memory. */
export function createFleetStore(clock: Timeline): FleetStore {
  const memory = memoryStore(clock);
  let state: StoreState = "healthy";
  let writes = 0;

  async function respond<T>(work: () => Promise<T>): Promise<T> {
    if (state === "failing") throw new Error("The store failed.");
    if (state === "hanging") return new Promise(() => {});
    await clock.wait(state === "slow" ? SLOW_MS : 1);
    return work();
  }

  const unreliable: TokenStore = {
    read: (key) => respond(() => memory.read(key)),
    write: (key, entry) => respond(() => memory.write(key, entry)),
    lock: (key, owner, leaseMs) => respond(() => memory.lock(key, owner, leaseMs)),
    unlock: (key, owner) => respond(() => memory.unlock(key, owner)),
    /** Misses the changes that happen while the store is not healthy. */
    watch: (key, onChange, signal) =>
      respond(async () => memory.watch?.(key, () => state === "healthy" && onChange(), signal)),
  };

  /** An entry in clear, whose text starts with a number that makes it unique. */
  function plainEntry(store: TokenStore, key: string): EncryptedEntry {
    return {
      key: async () => key,
      async read() {
        const entry = await store.read(key);
        if (typeof entry !== "object") return undefined;
        return { ...entry, text: entry.sealed.slice(entry.sealed.indexOf(" ") + 1) };
      },
      write: (text: string, fields: Omit<StoreEntry, "sealed">) =>
        store.write(key, { ...fields, sealed: `${++writes} ${text}` }),
    };
  }

  return {
    slotFor({ apiSecret: key }, wait) {
      const store = withStoreTimeout(unreliable, { now: clock.now, wait });
      const entry = plainEntry(store, key);
      return {
        async read() {
          const found = await entry.read();
          const token = found && parseToken(found.text);
          return found === undefined || token === undefined ? undefined : { sealed: found.sealed, token };
        },
        async write(token, replaced) {
          const { issuedAt, expiresAt } = token;
          const fields = { issuedAt, ttlMs: expiresAt - clock.now() };
          const text = JSON.stringify(token);
          await entry.write(text, replaced === undefined ? fields : { ...fields, rejected: replaced.sealed });
        },
        lock: (owner, leaseMs, role) => store.lock(`${key} ${role}`, owner, leaseMs),
        unlock: (owner, role) => store.unlock(`${key} ${role}`, owner),
        watch: (onChange, signal) => store.watch(key, onChange, signal),
        cooldown: fleetCooldown(plainEntry(store, `${key}:cooldown`), clock.now),
      };
    },
    setState(next) {
      state = next;
    },
  };
}
