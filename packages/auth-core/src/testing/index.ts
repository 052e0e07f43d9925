export { type FakeClock, fakeClock } from "./fake-clock.ts";
export { findSecrets, type Leak } from "./secret-scanner.ts";
export { type StoreCheck, type StoreContractOptions, storeContract } from "./store-contract.ts";
