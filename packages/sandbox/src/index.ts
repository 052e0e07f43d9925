export type { Controls } from "./controls.ts";
export type { Credentials } from "./credentials.ts";
export type { Fault } from "./fault.ts";
export type { JournalEntry, Outcome } from "./journal.ts";
export { createSandbox, type Sandbox, type SandboxOptions } from "./sandbox.ts";
export type { Settings } from "./settings.ts";
