/** One flag of a command. It can also be set with an environment variable. */
export interface Flag<Value> {
  /** The name without dashes, such as `max-exchanges`. The variable's name is made from it. */
  readonly name: string;
  /** What to write after the name, such as `number`. A switch has none. */
  readonly value?: string;
  /** The value if neither the flag nor its variable is set. Help omits `undefined` and `false`. */
  readonly default: Value;
  /** The meaning, for the help text and the documentation. */
  readonly help: string;
  /** Whether the flag may be repeated. The values then arrive as one text, separated by commas. */
  readonly repeats?: true;
  /** Parses a value. Throws a `TypeError` that names the flag or variable, `label`. */
  readonly parse: (text: string, label: string) => Value;
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
