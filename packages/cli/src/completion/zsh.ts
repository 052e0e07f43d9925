import type { CompletedCommand, CompletedOption } from "./completed.ts";

/** Returns the completion for zsh. */
export function zshCompletion(name: string, commands: readonly CompletedCommand[]): string {
  const described = commands.map((command) => `    '${command.name}:${escaped(command.summary)}'`);
  return `#compdef ${name}
# Completion of ${name} for zsh. Load it with: source <(${name} completion zsh)
_${name}_data() {
  if compset -P '@'; then _files; else _message 'JSON, or @ and a file'; fi
}
_${name}() {
  local -a commands
  commands=(
${described.join("\n")}
  )
  if ((CURRENT == 2)); then
    _describe -t commands command commands
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
${commands.map((command) => commandCase(name, command)).join("\n")}
  esac
}
if [[ $funcstack[1] == _${name} ]]; then _${name} "$@"; else compdef _${name} ${name}; fi
`;
}

function commandCase(
  program: string,
  { name, options, positionals, takesPositionals, isOther }: CompletedCommand,
): string {
  const choices = positionals.length > 0 ? `(${positionals.join(" ")})` : " ";
  const specs = [
    ...options.map((option) => optionSpec(program, option)),
    ...(takesPositionals ? [`'1:argument:${choices}'`] : []),
    ...(isOther ? ["'*:file:_files'"] : []),
  ];
  return `    ${name})\n      _arguments ${specs.join(" \\\n        ")}\n      ;;`;
}

function optionSpec(program: string, { name, short, help, value, repeats }: CompletedOption): string {
  const text = `[${escaped(help)}]${valueSpec(program, value)}`;
  const star = repeats ? "*" : "";
  if (short === undefined) return `'${star}--${name}${text}'`;
  const exclusive = repeats ? "" : `(-${short} --${name})`;
  return repeats ? `'*'{-${short},--${name}}'${text}'` : `'${exclusive}'{-${short},--${name}}'${text}'`;
}

function valueSpec(program: string, value: CompletedOption["value"]): string {
  switch (value) {
    case "none":
      return "";
    case "text":
      return ":value: ";
    case "file":
      return ":file:_files";
    case "data":
      return `:data:_${program}_data`;
    default:
      return `:value:(${value.join(" ")})`;
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[[\]:\\]/g, "\\$&").replaceAll("'", "'\\''");
}
