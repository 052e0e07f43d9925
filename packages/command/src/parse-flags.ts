import { parseArgs } from "node:util";
import type { Flag } from "./flag.ts";

/** The environment variables of a process. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** A command line after it is parsed. */
export interface ParsedFlags {
  /** Whether `-h` or `--help` is set. */
  readonly help: boolean;
  /** Whether `--version` is set. */
  readonly version: boolean;
  /** The arguments that are not flags. */
  readonly positionals: readonly string[];
  /** Returns the value of a flag. Throws a `TypeError` if it is not valid. */
  valueOf<Value>(flag: Flag<Value>): Value;
}

/** Returns the environment variable of a flag, such as `WAKAPAY_SANDBOX_PORT`. */
export function variableOf(prefix: string, { name }: Flag<unknown>): string {
  return `${prefix}_${name.toUpperCase().replaceAll("-", "_")}`;
}

/**
 * Parses the arguments of a command. A flag overrides its environment variable. An empty variable
 * counts as unset.
 *
 * Throws a `TypeError` for an unknown flag, a missing value, and a value that a switch cannot have.
 */
export function parseFlags(
  { variablePrefix, flags }: { readonly variablePrefix: string; readonly flags: readonly Flag<unknown>[] },
  args: readonly string[],
  variables: Variables,
): ParsedFlags {
  const { values, positionals } = parseArguments(flags, args);
  return {
    help: values["help"] === true,
    version: values["version"] === true,
    positionals,
    valueOf(flag) {
      const given = values[flag.name];
      if (Array.isArray(given)) {
        const text = flag.repeats ? given.join(",") : String(given.at(-1));
        return flag.parse(text, `--${flag.name}`);
      }
      const name = variableOf(variablePrefix, flag);
      const text = variables[name];
      return text === undefined || text === "" ? flag.default : flag.parse(text, name);
    },
  };
}

function parseArguments(flags: readonly Flag<unknown>[], args: readonly string[]) {
  const options = flags.map(({ name, value }) => [
    name,
    { type: value === undefined ? ("boolean" as const) : ("string" as const), multiple: true },
  ]);
  // Our own checks replace the strict mode, whose messages are about Node.js.
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    allowPositionals: true,
    strict: false,
    tokens: true,
    options: {
      ...Object.fromEntries(options),
      help: { type: "boolean", short: "h" },
      version: { type: "boolean" },
    },
  });
  for (const token of tokens) if (token.kind === "option") checkOption(token, flags);
  return { values, positionals };
}

interface GivenOption {
  readonly name: string;
  /** As it was written, without the value. */
  readonly rawName: string;
  readonly value?: string | undefined;
  /** Whether the value was written as `--name=value`. */
  readonly inlineValue?: boolean | undefined;
}

function checkOption({ name, rawName, value, inlineValue }: GivenOption, flags: readonly Flag<unknown>[]) {
  const flag = flags.find((candidate) => candidate.name === name);
  if (flag === undefined && name !== "help" && name !== "version") {
    throw new TypeError(`Unknown option \`${rawName}\`.`);
  }
  if (flag?.value === undefined) {
    if (value !== undefined) throw new TypeError(`\`${rawName}\` takes no value.`);
    return;
  }
  // The next option, or the `--` before a command, was taken as the value.
  if (value === undefined || (!inlineValue && value.startsWith("--"))) {
    throw new TypeError(`\`${rawName}\` needs a value: \`${rawName} <${flag.value}>\`.`);
  }
}
