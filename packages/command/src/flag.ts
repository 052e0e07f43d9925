/**
 * One flag of a command. It can also be set with an environment variable, unless it belongs to one
 * call only.
 */
export interface Flag<Value> {
  /** The name without dashes, such as `max-exchanges`. The variable's name is made from it. */
  readonly name: string;
  /** A letter that stands for the name, such as `q`. */
  readonly short?: string;
  /** What to write after the name, such as `number`. A switch has none. */
  readonly value?: string;
  /** The possible values, for completion in a shell. */
  readonly choices?: readonly string[];
  /** Whether the flag has no environment variable, because its value belongs to one call. */
  readonly hasNoVariable?: true;
  /** The value if neither the flag nor its variable is set. Help omits empty ones. */
  readonly default: Value;
  /** The meaning, for the help text and the documentation. */
  readonly help: string;
  /**
   * Whether the flag may be repeated. `valueOf` then parses one text, separated by commas, and
   * `valuesOf` parses each value.
   */
  readonly repeats?: true;
  /** Parses a value. Throws a `TypeError` that names the flag or variable, `label`. */
  readonly parse: (text: string, label: string) => Value;
}

/** Defines a flag whose value is one of a list, or is not set. */
export function choiceFlag<Choice extends string>(
  name: string,
  value: string,
  choices: readonly Choice[],
  help: string,
): Flag<Choice | undefined> {
  const parse = (text: string, label: string) => {
    const choice = choices.find((each) => each === text);
    if (choice !== undefined) return choice;
    throw new TypeError(`\`${label}\` must be one of: ${choices.join(", ")} (got "${text}").`);
  };
  return { name, value, choices, default: undefined, help, parse };
}

/** Defines a flag without a value. Its variable must be `true` or `false`. Default: false. */
export function switchFlag(name: string, help: string): Flag<boolean> {
  const parse = (text: string, label: string) => {
    if (text === "true" || text === "false") return text === "true";
    throw new TypeError(`\`${label}\` must be true or false (got "${text}").`);
  };
  return { name, default: false, help, parse };
}

/** Parses a whole number of a range, written as decimal digits. */
export function wholeNumberOf(min: number, max: number): (text: string, label: string) => number {
  return (text, label) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new TypeError(`\`${label}\` must be a whole number from ${min} to ${max} (got "${text}").`);
  };
}

/** The switch of commands that a machine may read. */
export const json: Flag<boolean> = switchFlag("json", "Print the result as one line of JSON.");
