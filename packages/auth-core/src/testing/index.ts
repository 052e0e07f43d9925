export { type FakeClock, fakeClock } from "./fake-clock.ts";
export { findSecrets, type Leak } from "./secret-scanner.ts";
