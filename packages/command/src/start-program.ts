import { closestTo } from "./closest-to.ts";
import type { Command, CommandProcess } from "./command.ts";
import { currentProcess, startCommand } from "./start-command.ts";

/** Another program that a command hands over to, with the rest of the arguments. */
export interface OtherProgram {
  /** One sentence about what it does. */
  readonly summary: string;
  /** The names of its own commands, for completion in a shell. */
  readonly positionalChoices: readonly string[];
  /** Runs it to its end and returns its exit code. */
  handOver(args: readonly string[]): Promise<number>;
}

/** A program of several commands. The first argument names the command. */
export interface Program {
  /** The name that its errors start with, such as `wakapay-gateway`. */
  readonly name: string;
  /** How to start it, such as `npx @wakapay/edge-gateway`. */
  readonly invocation: string;
  /** One sentence about what it does. */
  readonly summary: string;
  /** The commands, by the argument that selects them. */
  readonly commands: Readonly<Record<string, Command | OtherProgram>>;
  /** The rest of the help text, such as examples. */
  readonly details?: string;
}

const USAGE_ERROR = 2;

/**
 * Starts the command that the first argument names, and returns its exit code.
 *
 * Prints the list of commands to stdout for `-h` and `--help`. Without an argument, prints it to
 * stderr, with the exit code 2.
 */
export async function startProgram(
  program: Program,
  version: string,
  process: CommandProcess = currentProcess(),
): Promise<number> {
  const [first, ...rest] = process.args;
  const command = Object.hasOwn(program.commands, first ?? "") ? program.commands[first ?? ""] : undefined;
  if (command !== undefined) {
    return "handOver" in command
      ? command.handOver(rest)
      : startCommand(command, version, { ...process, args: rest });
  }
  if (first === "-h" || first === "--help") {
    process.print(overview(program));
    return 0;
  }
  if (first === "--version") {
    process.print(version);
    return 0;
  }
  if (first === undefined) {
    process.warn(overview(program));
    return USAGE_ERROR;
  }
  const names = Object.keys(program.commands);
  const closest = closestTo(first, names);
  const hint = closest === undefined ? "" : ` Did you mean "${closest}"?`;
  process.warn(
    `${program.name}: The first argument must be one of: ${names.join(", ")} (got "${first}").${hint}`,
  );
  process.warn(`For usage, run: ${program.invocation} --help`);
  return USAGE_ERROR;
}

function overview({ invocation, summary, commands, details }: Program): string {
  const column = Math.max(...Object.keys(commands).map((name) => name.length)) + 4;
  const rows = Object.entries(commands).map(([name, each]) => `  ${name.padEnd(column)}${each.summary}`);
  return `Usage: ${invocation} <command> [options]

${summary}

Commands:
${rows.join("\n")}

Options:
  ${"-h, --help".padEnd(column)}Print this help. After a command, print its help.
  ${"--version".padEnd(column)}Print the version.

${details === undefined ? "" : `${details}\n\n`}For the options of a command, run: ${invocation} <command> --help`;
}
