import type { CompletedCommand, CompletedOption } from "./completed.ts";

/** Returns the completion for fish. */
export function fishCompletion(name: string, commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap((command) => [
    `complete -c ${name} -n __fish_use_subcommand -a ${command.name} -d '${escaped(command.summary)}'`,
    ...commandLines(name, command),
  ]);
  return `# Completion of ${name} for fish. Load it with: ${name} completion fish | source
complete -c ${name} -f
${lines.join("\n")}
`;
}

function commandLines(program: string, { name, options, positionals, isOther }: CompletedCommand): string[] {
  const start = `complete -c ${program} -n '__fish_seen_subcommand_from ${name}'`;
  return [
    ...options.map((option) => `${start} ${optionWords(option)}`),
    ...(positionals.length > 0 ? [`${start} -a '${positionals.join(" ")}'`] : []),
    ...(isOther ? [`${start} -F`] : []),
  ];
}

function optionWords({ name, short, help, value }: CompletedOption): string {
  const names = short === undefined ? `-l ${name}` : `-s ${short} -l ${name}`;
  return `${names}${valueWords(value)} -d '${escaped(help)}'`;
}

function valueWords(value: CompletedOption["value"]): string {
  switch (value) {
    case "none":
      return "";
    case "text":
      return " -x";
    case "file":
      return " -r -F";
    case "data":
      return ' -x -a \'@(commandline -ct | string replace -r "^@" "" | read -l path; __fish_complete_path $path)\'';
    default:
      return ` -x -a '${value.join(" ")}'`;
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[\\']/g, "\\$&");
}
