import { parseArgs } from "node:util";
import type { Flag } from "./flag.ts";

/** The environment variables of a process. */
export type Variables = Readonly<Record<string, string | undefined>>;

interface ParsedArguments {
  readonly values: Readonly<Record<string, unknown>>;
  readonly positionals: readonly string[];
}

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
 * Throws a `TypeError` for an unknown flag.
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

function parseArguments(flags: readonly Flag<unknown>[], args: readonly string[]): ParsedArguments {
  const options = flags.map(({ name, value }) => [
    name,
    { type: value === undefined ? ("boolean" as const) : ("string" as const), multiple: true },
  ]);
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...Object.fromEntries(options),
        help: { type: "boolean", short: "h" },
        version: { type: "boolean" },
      },
    });
  } catch (error) {
    // The rest of Node.js's message is about arguments that start with a dash.
    const [reason] = String(error instanceof Error ? error.message : error).split(". ");
    throw new TypeError(`${reason}.`);
  }
}
