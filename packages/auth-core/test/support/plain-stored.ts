import type { AccessToken } from "../../src/index.ts";
import { memoryStore, type TokenSlot } from "../../src/layers.ts";

/**
 * Creates token slots that share one memory store, one for each process of a fleet. The slots do not
 * encrypt, so virtual time has nothing to wait for.
 */
export function plainStored(clock: { now(): number }): () => TokenSlot {
  const store = memoryStore(clock);
  let writes = 0;
  const place: TokenSlot = {
    async read() {
      const sealed = await store.read("key");
      if (sealed === undefined) return undefined;
      const token: AccessToken = JSON.parse(sealed.slice(sealed.indexOf(" ")));
      return { sealed, token };
    },
    async write(token, refused) {
      const { issuedAt, expiresAt } = token;
      const entry = {
        sealed: `${++writes} ${JSON.stringify(token)}`,
        issuedAt,
        ttlMs: expiresAt - clock.now(),
      };
      await store.write("key", refused === undefined ? entry : { ...entry, rejected: refused.sealed });
    },
    lock: (owner, leaseMs) => store.lock("key", owner, leaseMs),
    unlock: (owner) => store.unlock("key", owner),
  };
  return () => ({ ...place });
}
