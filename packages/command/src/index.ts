export type { Command, CommandProcess } from "./command.ts";
export { choiceFlag, type Flag, json, switchFlag, wholeNumberOf } from "./flag.ts";
export { manifestVersion } from "./manifest-version.ts";
export { type ParsedFlags, parseFlags, type Variables, variableOf } from "./parse-flags.ts";
export { currentProcess, startCommand } from "./start-command.ts";
export { type OtherProgram, type Program, startProgram } from "./start-program.ts";
export { stopSignal } from "./stop-signal.ts";
export { type ProgressTerminal, withProgress } from "./with-progress.ts";
