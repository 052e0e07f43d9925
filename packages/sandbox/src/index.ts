export { forwardTo } from "./api/forward-to.ts";
export { serveExamples } from "./api/serve-examples.ts";
export type { Controls } from "./control/controls.ts";
export type { Fault } from "./faults/fault.ts";
export type { BusinessHandler, BusinessRoutes, Caller, RouteHandler } from "./options/business.ts";
export type { Credentials } from "./options/credentials.ts";
export type { SandboxOptions, Settings, SettingsChange } from "./options/sandbox-options.ts";
export { createSandbox, type Sandbox } from "./sandbox.ts";
export type { JournalEntry, Outcome } from "./state/journal.ts";
