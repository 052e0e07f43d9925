import { parseArgs } from "node:util";
import { COMMITTED } from "../directories.ts";
import type { LogLevel } from "../verify/verify.ts";
import { UsageError } from "./usage-error.ts";

/** What `pnpm contracts:verify` was asked. */
export interface CommandOptions {
  /** Which providers; empty for all that there are. */
  readonly targets: readonly TargetName[];
  readonly pacts: string;
  readonly junit?: string;
  readonly json?: string;
  readonly pactLog?: LogLevel;
  readonly help: boolean;
}

/** The providers that the command knows. */
export type TargetName = "node" | "workerd" | "environment";

/** All of them, in the order in which they are verified. */
export const TARGET_NAMES: readonly TargetName[] = ["node", "workerd", "environment"];
const LEVELS: readonly LogLevel[] = ["error", "warn", "info", "debug", "trace"];

export const USAGE = `Verifies the committed pacts against the sandbox and, where it is configured, WakaPay's test environment.

  pnpm contracts:verify [options]

  --target <name>    node, workerd or environment; may be repeated. Default: all. environment needs
                     WAKAPAY_BASE_URL, WAKAPAY_API_KEY and WAKAPAY_API_SECRET, and is left out without them.
  --pacts <folder>   the pacts. Default: the committed ones
  --junit <file>     writes JUnit XML
  --json <file>      writes JSON
  --pact-log <level> prints Pact's own output as well, scrubbed: error, warn, info, debug or trace

  Exit code 0: every interaction that can be tried held.  1: one did not.
            2: the command could not be followed: wrong options, or a provider that does not start.
            3: none failed, but the run proves less than it seems; the lines with ! say why.
`;

/** Reads the command line. @throws UsageError where it cannot be followed. */
export function commandOptions(argv: readonly string[]): CommandOptions {
  const { target = [], pacts = COMMITTED, junit, json, "pact-log": level, help = false } = parsed(argv);
  const pactLog = level === undefined ? undefined : oneOf(LEVELS, level, "--pact-log");
  return {
    targets: target.map((name) => oneOf(TARGET_NAMES, name, "--target")),
    pacts,
    help,
    ...(junit !== undefined && { junit }),
    ...(json !== undefined && { json }),
    ...(pactLog !== undefined && { pactLog }),
  };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      // pnpm hands on the -- that separates its own options.
      args: argv.filter((argument) => argument !== "--"),
      options: {
        target: { type: "string", multiple: true },
        pacts: { type: "string" },
        junit: { type: "string" },
        json: { type: "string" },
        "pact-log": { type: "string" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function oneOf<Name extends string>(names: readonly Name[], name: string, option: string): Name {
  const found = names.find((known) => known === name);
  if (found === undefined) throw new UsageError(`${option} is one of ${names.join(", ")}, not ${name}.`);
  return found;
}
