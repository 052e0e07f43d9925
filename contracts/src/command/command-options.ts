import { parseArgs } from "node:util";
import { COMMITTED_PACTS } from "../pact/paths.ts";
import type { LogLevel } from "../verify/verify.ts";
import { UsageError } from "./usage-error.ts";

/** The options of `npx -y pnpm@12 contracts:verify`. */
export interface CommandOptions {
  /** The targets to verify. Empty means all. */
  readonly targets: readonly TargetName[];
  readonly pacts: string;
  readonly junit?: string;
  readonly json?: string;
  readonly pactLog?: LogLevel;
  readonly help: boolean;
}

/** A value of `--target`. */
export type TargetName = "node" | "workerd" | "environment";

/** All targets, in the order in which they are verified. */
export const TARGET_NAMES: readonly TargetName[] = ["node", "workerd", "environment"];
const LOG_LEVELS: readonly LogLevel[] = ["error", "warn", "info", "debug", "trace"];

export const USAGE = `Verifies pacts against the sandbox and WakaPay's test environment.

Usage, in the folder of the repository: npx -y pnpm@12 contracts:verify [options]

  --target <name>     The target: node, workerd, or environment. Repeat it for several.
                      Default: all. The environment requires WAKAPAY_BASE_URL,
                      WAKAPAY_API_KEY, and WAKAPAY_API_SECRET.
  --pacts <folder>    The folder of the pacts. Default: the committed pacts.
  --junit <file>      Writes a report as JUnit XML.
  --json <file>       Writes a report as JSON.
  --pact-log <level>  Also prints Pact's own output without secrets. The level is error,
                      warn, info, debug, or trace.
  --help              Prints this text.

Exit codes:
  0  Every interaction that the targets support passed.
  1  At least one interaction failed.
  2  The command could not run: an option or variable is not valid, or a target did not start.
  3  No failures, but the result is inconclusive (see the lines marked "!").
`;

/** Parses the command line. Throws a {@link UsageError} if it is not valid. */
export function parseOptions(argv: readonly string[]): CommandOptions {
  const { target = [], pacts = COMMITTED_PACTS, junit, json, "pact-log": level, help = false } = parse(argv);
  const pactLog = level === undefined ? undefined : oneOf(LOG_LEVELS, level, "--pact-log");
  return {
    targets: target.map((name) => oneOf(TARGET_NAMES, name, "--target")),
    pacts,
    help,
    ...(junit !== undefined && { junit }),
    ...(json !== undefined && { json }),
    ...(pactLog !== undefined && { pactLog }),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      // pnpm passes on the `--` that separates its own options.
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
  if (found === undefined) {
    throw new UsageError(`${option} must be one of: ${names.join(", ")} (got "${name}").`);
  }
  return found;
}
