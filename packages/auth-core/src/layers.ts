export { type Cipher, createCipher } from "./crypto/cipher.ts";
export { type ExchangeOptions, exchange } from "./endpoint/exchange.ts";
export { type CachedOptions, type CachedSource, cached } from "./layers/cached.ts";
export { type CoolingDownOptions, coolingDown } from "./layers/cooling-down.ts";
export { type CredentialedOptions, credentialed } from "./layers/credentialed.ts";
export { type RecoveringOptions, recovering } from "./layers/recovering.ts";
export { type RetryingOptions, retrying } from "./layers/retrying.ts";
export { type SingleFlightOptions, singleFlight } from "./layers/single-flight.ts";
export { type AdoptingOptions, adopting } from "./store/adopting.ts";
export type { FleetCooldown } from "./store/fleet-cooldown.ts";
export { type MemoryStoreOptions, memoryStore } from "./store/memory-store.ts";
export { type SharedOptions, shared } from "./store/shared.ts";
export {
  type FoundToken,
  type LockRole,
  type TokenSlot,
  type TokenSlotOptions,
  tokenSlot,
} from "./store/token-slot.ts";
export type { StoreTimeoutOptions } from "./store/with-store-timeout.ts";
export {
  isSameToken,
  parseToken,
} from "./token/access-token.ts";
export type { Cooldown, CooldownMemory } from "./token/cooldown.ts";
export { isRejection } from "./token/token-error.ts";
export { satisfies } from "./token/token-source.ts";
