import type { Flag } from "./flag.ts";
import type { ParsedFlags, Variables } from "./parse-flags.ts";

/** A command of a terminal: what its help text says, and what it does. */
export interface Command {
  /** The name that its errors start with, such as `wakapay-sandbox`. */
  readonly name: string;
  /** How to start it, such as `npx @wakapay/sandbox`. */
  readonly invocation: string;
  /** What follows the invocation, one text for each form. Default: `[options]`. */
  readonly usage?: readonly string[];
  /** One sentence about what it does. */
  readonly summary: string;
  /** The start of the names of its environment variables, such as `WAKAPAY_SANDBOX`. */
  readonly variablePrefix: string;
  readonly flags: readonly Flag<unknown>[];
  /** The rest of the help text: required variables and exit codes. */
  readonly details?: string;
  /** Whether it takes arguments that are not flags. Default: false. */
  readonly takesPositionals?: true;
  /** The usual arguments that are not flags, for completion in a shell. */
  readonly positionalChoices?: readonly string[];
  /** Does the work and returns the exit code. A `TypeError` is a usage error. */
  run(flags: ParsedFlags, process: CommandProcess): Promise<number>;
}

/** The parts of a process that a command uses. */
export interface CommandProcess {
  readonly args: readonly string[];
  readonly variables: Variables;
  /** Writes a line to stdout. */
  readonly print: (line: string) => void;
  /** Writes a line to stderr. */
  readonly warn: (line: string) => void;
}
