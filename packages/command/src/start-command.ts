import type { Command, CommandProcess } from "./command.ts";
import { helpText } from "./help-text.ts";
import { parseFlags } from "./parse-flags.ts";

/** Returns the current process. Drops the `--` that pnpm passes on in front of the arguments. */
export function currentProcess(): CommandProcess {
  const args = process.argv.slice(2);
  return {
    args: args[0] === "--" ? args.slice(1) : args,
    variables: process.env,
    print: (line) => void process.stdout.write(`${line}\n`),
    warn: (line) => void process.stderr.write(`${line}\n`),
  };
}

const FAILED = 1;
const USAGE_ERROR = 2;

/**
 * Starts a command and returns its exit code.
 *
 * Every command prints its help for `-h` and `--help` and its version for `--version`, both to
 * stdout. Errors are one message on stderr, without a stack: a usage error has the exit code 2,
 * another one 1.
 */
export async function startCommand(
  command: Command,
  version: string,
  process: CommandProcess = currentProcess(),
): Promise<number> {
  try {
    const flags = parseFlags(command, process.args, process.variables);
    if (flags.help) {
      process.print(helpText(command));
      return 0;
    }
    if (flags.version) {
      process.print(version);
      return 0;
    }
    const [unexpected] = flags.positionals;
    if (unexpected !== undefined && !command.takesPositionals) {
      throw new TypeError(`Unexpected argument '${unexpected}'. This command takes options only.`);
    }
    return await command.run(flags, process);
  } catch (error) {
    const isUsageError = error instanceof TypeError;
    process.warn(`${command.name}: ${error instanceof Error ? error.message : String(error)}`);
    if (isUsageError) process.warn(`For usage, run: ${command.invocation} --help`);
    return isUsageError ? USAGE_ERROR : FAILED;
  }
}
