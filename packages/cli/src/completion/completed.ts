import type { Command, Flag, OtherProgram, Program } from "@wakapay/command";

/** An option, as a shell completes it. */
export interface CompletedOption {
  readonly name: string;
  readonly short: string | undefined;
  readonly help: string;
  /** What follows the option. */
  readonly value: "none" | "text" | "file" | "data" | readonly string[];
  readonly repeats: boolean;
}

/** A command, as a shell completes it. */
export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  readonly positionals: readonly string[];
  /** Whether it takes arguments that are not options. */
  readonly takesPositionals: boolean;
  /** Whether the arguments belong to another program. */
  readonly isOther: boolean;
}

/** Returns what a shell completes of a program. */
export function completedCommands({ commands }: Program): readonly CompletedCommand[] {
  return Object.entries(commands).map(([name, command]) => ({
    name,
    summary: command.summary,
    options: isOther(command) ? [] : [...command.flags.map(completedOption), HELP],
    positionals: command.positionalChoices ?? [],
    takesPositionals: isOther(command) || command.takesPositionals === true,
    isOther: isOther(command),
  }));
}

const HELP: CompletedOption = {
  name: "help",
  short: "h",
  help: "Print this help.",
  value: "none",
  repeats: false,
};

function isOther(command: Command | OtherProgram): command is OtherProgram {
  return "handOver" in command;
}

function completedOption({ name, short, help, value, choices, repeats }: Flag<unknown>): CompletedOption {
  return { name, short, help, value: kindOf(value, choices), repeats: repeats === true };
}

function kindOf(value: string | undefined, choices: readonly string[] | undefined): CompletedOption["value"] {
  if (value === undefined) return "none";
  if (choices !== undefined) return choices;
  if (value === "file") return "file";
  return value.endsWith("@file") ? "data" : "text";
}
