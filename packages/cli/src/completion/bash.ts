import type { CompletedCommand, CompletedOption } from "./completed.ts";

/** Returns the completion for bash 3.2 and later. */
export function bashCompletion(name: string, commands: readonly CompletedCommand[]): string {
  const names = [...commands.map((command) => command.name), "--help", "--version"];
  const values = commands.flatMap((command) =>
    command.options.flatMap((option) => valueCase(command, option)),
  );
  return `# Completion of ${name} for bash. Load it with: source <(${name} completion bash)
_${name}() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} command=\${COMP_WORDS[1]}
  local words=""
  COMPREPLY=()
  # bash splits words at = and @, and replaces a word with its @.
  if [[ $word == "=" ]]; then word=""; fi
  if [[ $before == "=" ]]; then before=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  if [[ $before == "@" || $before == "=@" ]]; then
    COMPREPLY=($(compgen -P @ -f -- "$word"))
    return
  fi
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W "${names.join(" ")}" -- "$word"))
    return
  fi
  case "$command $before" in
${values.join("\n")}
  esac
  case "$command" in
${commands.map(commandCase).join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o bashdefault -o default -F _${name} ${name}
`;
}

function valueCase(command: CompletedCommand, { name, short, value }: CompletedOption): string[] {
  if (value === "none") return [];
  const spellings = [`--${name}`, ...(short === undefined ? [] : [`-${short}`])];
  const pattern = spellings.map((spelling) => `"${command.name} ${spelling}"`).join(" | ");
  return [`    ${pattern}) ${valueReply(value)} ;;`];
}

function valueReply(value: Exclude<CompletedOption["value"], "none">): string {
  if (value === "file") return 'COMPREPLY=($(compgen -f -- "$word")); return';
  if (value === "data") return `COMPREPLY=($(compgen -P @ -f -- "\${word#@}")); return`;
  if (value === "text") return "return";
  return `COMPREPLY=($(compgen -W "${value.join(" ")}" -- "$word")); return`;
}

function commandCase({ name, options, positionals, isOther }: CompletedCommand): string {
  const words = [...positionals, ...options.map((option) => `--${option.name}`)].join(" ");
  return isOther
    ? `    ${name}) if ((COMP_CWORD == 2)); then words="${words}"; else return; fi ;;`
    : `    ${name}) words="${words}" ;;`;
}
