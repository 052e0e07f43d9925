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
  /** Returns every value of a repeated flag. Throws a `TypeError` if one is not valid. */
  valuesOf<Value>(flag: Flag<Value>): readonly Value[];
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
  /** Returns the texts of a flag, and the name of the argument or variable that holds them. */
  function given(flag: Flag<unknown>): { readonly texts: readonly string[]; readonly label: string } {
    const value = values[flag.name];
    if (Array.isArray(value)) return { texts: value.map(String), label: `--${flag.name}` };
    const label = variableOf(variablePrefix, flag);
    const text = flag.hasNoVariable ? undefined : variables[label];
    return { texts: text === undefined || text === "" ? [] : [text], label };
  }
  return {
    help: values["help"] === true,
    version: values["version"] === true,
    positionals,
    valueOf(flag) {
      const { texts, label } = given(flag);
      const text = flag.repeats && texts.length > 0 ? texts.join(",") : texts.at(-1);
      return text === undefined ? flag.default : flag.parse(text, label);
    },
    valuesOf(flag) {
      const { texts, label } = given(flag);
      return texts.map((text) => flag.parse(text, label));
    },
  };
}

function parseArguments(flags: readonly Flag<unknown>[], args: readonly string[]) {
  const options = flags.map(({ name, short, value }) => [
    name,
    {
      type: value === undefined ? ("boolean" as const) : ("string" as const),
      multiple: true,
      ...(short !== undefined && { short }),
    },
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
