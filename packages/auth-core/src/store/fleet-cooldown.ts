import { activeAt } from "../time/time-window.ts";
import { type Cooldown, type CooldownMemory, parseCooldown } from "../token/cooldown.ts";
import type { EncryptedEntry, FoundEntry } from "./encrypted-entry.ts";

/** A cooldown that a fleet shares through its store. */
export interface FleetCooldown extends CooldownMemory {
  /** Returns the cooldown that this process knows of, without asking the store. */
  peek(): Cooldown | undefined;
}

/** How long a cooldown is stored after its end, because `failures` is counted until a success. */
const REMEMBERED_MS = 60_000;

/**
 * Creates a {@link CooldownMemory} in one entry of a store, so that a fleet makes no more failing
 * exchanges than one process.
 *
 * If the store fails, the cooldown still applies to this process. The entry holds the reason and
 * the times of the cooldown, encrypted. Its times are derived from the time that the entry has
 * left, because the clocks of a fleet may differ.
 */
export function fleetCooldown(entry: EncryptedEntry, now: () => number): FleetCooldown {
  let local: Cooldown | undefined;
  let sealed: string | undefined;
  let isStoreWorking = true;

  /** Moves the cooldown to this machine's clock. Only its length and the time left are certain. */
  function toCooldown({ text, ttlMs }: FoundEntry, at: number): Cooldown | undefined {
    const cooldown = parseCooldown(text);
    if (cooldown === undefined) return undefined;
    const lengthMs = cooldown.until - cooldown.from;
    const leftMs = ttlMs === undefined ? cooldown.until - at : ttlMs - REMEMBERED_MS;
    const until = at + Math.min(leftMs, lengthMs);
    return { ...cooldown, from: until - lengthMs, until };
  }

  async function write(cooldown: Cooldown | undefined): Promise<void> {
    const at = now();
    // A longer cooldown of another process stays: the store compares `until` as `issuedAt`.
    const fields =
      cooldown === undefined
        ? { issuedAt: at, ttlMs: 1 }
        : { issuedAt: cooldown.until, ttlMs: cooldown.until - at + REMEMBERED_MS };
    const text = cooldown === undefined ? "" : JSON.stringify(cooldown);
    await entry.write(text, sealed === undefined ? fields : { ...fields, rejected: sealed });
  }

  return {
    peek: () => local,
    async get() {
      const at = now();
      if (activeAt(local, at) !== undefined) return local;
      try {
        const found = await entry.read();
        isStoreWorking = true;
        // A known entry does not start again, even if the store's clock was set back.
        if (found !== undefined && found.sealed !== sealed) local = toCooldown(found, at) ?? local;
        sealed = found?.sealed;
      } catch {
        isStoreWorking = false;
      }
      return local;
    },
    async put(cooldown) {
      local = cooldown;
      const written = write(cooldown).catch(() => {});
      // If the store has just failed, the caller does not wait for it a second time.
      if (isStoreWorking) await written;
    },
  };
}
