import type { Command, Program } from "@wakapay/command";
import { bashCompletion } from "../completion/bash.ts";
import { completedCommands } from "../completion/completed.ts";
import { fishCompletion } from "../completion/fish.ts";
import { zshCompletion } from "../completion/zsh.ts";
import { VARIABLE_PREFIX } from "./flags.ts";

const SHELLS: Readonly<Record<string, typeof bashCompletion>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** `wakapay completion` prints the completion of a program for a shell. */
export function completionCommand(program: () => Program): Command {
  return {
    name: "wakapay completion",
    invocation: "wakapay completion",
    usage: [`[options] ${Object.keys(SHELLS).join("|")}`],
    summary: "Prints the completion for a shell.",
    variablePrefix: VARIABLE_PREFIX,
    flags: [],
    details: `To load it in each new shell, add one of these lines:
  ~/.bashrc                     source <(wakapay completion bash)
  ~/.zshrc, after compinit      source <(wakapay completion zsh)
  ~/.config/fish/config.fish    wakapay completion fish | source`,
    takesPositionals: true,
    positionalChoices: Object.keys(SHELLS),
    async run({ positionals }, { print }) {
      const [shell, ...others] = positionals;
      const complete = Object.hasOwn(SHELLS, shell ?? "") ? SHELLS[shell ?? ""] : undefined;
      if (complete === undefined || others.length > 0) {
        throw new TypeError(`Name one shell: ${Object.keys(SHELLS).join(", ")}.`);
      }
      const { name, ...rest } = program();
      print(complete(name, completedCommands({ name, ...rest })).trimEnd());
      return 0;
    },
  };
}
