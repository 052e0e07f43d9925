import type { Flag, ParsedFlags } from "@wakapay/command";
import { COMMITTED_PACTS } from "../pact/paths.ts";
import type { LogLevel } from "../verify/verify.ts";
import { UsageError } from "./usage-error.ts";

/** The options of `npx -y pnpm@12 contracts:verify`. */
export interface CommandOptions {
  /** The targets to verify. Empty means all. */
  readonly targets: readonly TargetName[];
  readonly pacts: string;
  readonly junit: string | undefined;
  readonly json: string | undefined;
  readonly pactLog: LogLevel | undefined;
}

/** A value of `--target`. */
export type TargetName = "node" | "workerd" | "environment";

/** All targets, in the order in which they are verified. */
export const TARGET_NAMES: readonly TargetName[] = ["node", "workerd", "environment"];
const LOG_LEVELS: readonly LogLevel[] = ["error", "warn", "info", "debug", "trace"];

const target: Flag<readonly TargetName[] | undefined> = {
  name: "target",
  value: "name",
  default: undefined,
  help: `Target to verify: ${TARGET_NAMES.join(", ")}. Without it, all are verified.`,
  repeats: true,
  parse: (text, label) => text.split(",").map((name) => oneOf(TARGET_NAMES, name, label)),
};

const pacts: Flag<string | undefined> = {
  name: "pacts",
  value: "folder",
  default: undefined,
  help: "Folder of the pacts. Without it, the committed pacts are verified.",
  parse: (text) => text,
};

const junit: Flag<string | undefined> = {
  name: "junit",
  value: "file",
  default: undefined,
  help: "Write a report as JUnit XML.",
  parse: (text) => text,
};

const json: Flag<string | undefined> = {
  name: "json",
  value: "file",
  default: undefined,
  help: "Write a report as JSON.",
  parse: (text) => text,
};

const pactLog: Flag<LogLevel | undefined> = {
  name: "pact-log",
  value: "level",
  default: undefined,
  help: `Also print Pact's own output without secrets. Levels: ${LOG_LEVELS.join(", ")}.`,
  parse: (text, label) => oneOf(LOG_LEVELS, text, label),
};

/** The flags of `npx -y pnpm@12 contracts:verify`. */
export const verifyFlags: readonly Flag<unknown>[] = [target, pacts, junit, json, pactLog];

/** Reads the flags. Throws a {@link UsageError} if one is not valid. */
export function commandOptions(flags: ParsedFlags): CommandOptions {
  return {
    targets: flags.valueOf(target) ?? [],
    pacts: flags.valueOf(pacts) ?? COMMITTED_PACTS,
    junit: flags.valueOf(junit),
    json: flags.valueOf(json),
    pactLog: flags.valueOf(pactLog),
  };
}

function oneOf<Name extends string>(names: readonly Name[], name: string, option: string): Name {
  const found = names.find((known) => known === name);
  if (found === undefined) {
    throw new UsageError(`${option} must be one of: ${names.join(", ")} (got "${name}").`);
  }
  return found;
}
