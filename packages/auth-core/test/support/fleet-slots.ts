import type { TokenStore } from "../../src/index.ts";
import { memoryStore, type TokenSlot, tokenSlot } from "../../src/layers.ts";
import type { FakeClock } from "../../src/testing/index.ts";

export const fleetCredentials = { apiKey: "key-of-the-fleet", apiSecret: "secret-of-the-fleet" };
export const fleetBaseUrl = "https://api.test.wakapay.io";

/**
 * A function that returns one more process's slot in one store. Its operations take no virtual
 * time.
 */
export function fleetSlots(clock: FakeClock, store: TokenStore = memoryStore(clock)): () => TokenSlot {
  return () => tokenSlot({ ...clock, store, baseUrl: fleetBaseUrl, credentials: fleetCredentials });
}
