import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { CLI, hasProgram, runProgram } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "wakapay-completion-"));
writeFileSync(join(folder, "payout.json"), "{}");
writeFileSync(join(folder, "production.env"), "");
// Prints its arguments, except for the completion.
writeFileSync(
  join(folder, "wakapay.sh"),
  `wakapay() { if [ "$1" = completion ] && [ "$3" = now ]; then '${process.execPath}' '${CLI}' completion "$2"; else printf '<%s>' "$@"; echo; fi; }\n`,
);
afterAll(() => rmSync(folder, { recursive: true }));

/** What a person types, with a tab at the end, and the arguments that the shell completes. */
const TYPED: readonly (readonly [typed: string, completed: string])[] = [
  ["wakapay to", "<token>"],
  ["wakapay get --prof", "<get><--profile>"],
  ["wakapay get --profile prod", "<get><--profile><production>"],
  ["wakapay get /b", "<get></business/balance>"],
  ["wakapay get --env-file prod", "<get><--env-file><production.env>"],
  ["wakapay post /business/payouts -d @pay", "<post></business/payouts><-d><@payout.json>"],
  ["wakapay gateway sm", "<gateway><smoke>"],
  ["wakapay sandbox r", "<sandbox><run>"],
  ["wakapay completion f", "<completion><fish>"],
];

/** Types lines into a shell on a pseudo terminal, and returns the lines that it prints. */
async function type(shell: string, lines: readonly string[]): Promise<string> {
  const input = [...lines, ...TYPED.map(([typed]) => `${typed}\t`), "exit", ""].join("\n");
  const args = ["-qec", shell, "/dev/null"];
  const { stdout } = await runProgram("script", args, { TERM: "dumb" }, { cwd: folder, input });
  return stdout;
}

const EXPECTED = TYPED.map(([, completed]) => completed);
const shown = (output: string) => output.match(/^(?:<[^>\n]+>)+\r?$/gm)?.map((line) => line.trim());
const hasTerminal = hasProgram("script", "completion in bash and zsh");

describe("a person completes a command", () => {
  test.skipIf(!hasTerminal)("in bash", async () => {
    const setup = ["bind 'set enable-bracketed-paste off'", "source wakapay.sh"];
    const output = await type("bash --norc --noprofile -i", [
      ...setup,
      "source <(wakapay completion bash now)",
    ]);
    expect(shown(output)).toEqual(EXPECTED);
  });

  test.skipIf(!hasTerminal || !hasProgram("zsh", "completion in zsh"))("in zsh", async () => {
    const setup = ["unset zle_bracketed_paste; PS1='> '; unsetopt prompt_cr; source ./wakapay.sh"];
    const output = await type("zsh -f -i", [
      ...setup,
      "autoload -U compinit; compinit -D; source <(wakapay completion zsh now)",
    ]);
    expect(shown(output)).toEqual(EXPECTED);
  });

  test.skipIf(!hasProgram("fish", "completion in fish"))("in fish", async () => {
    const { stdout: script } = await runProgram(process.execPath, [CLI, "completion", "fish"]);
    const queries = TYPED.map(([typed]) => `complete -C '${typed}' | string split -f1 \\t | head -n 1`);
    const commands = [script, ...queries].join("\n");
    const { stdout } = await runProgram("fish", ["--no-config", "-c", commands], {}, { cwd: folder });
    const last = EXPECTED.map((text) => text.slice(text.lastIndexOf("<") + 1, -1));
    expect(stdout.trim().split("\n")).toEqual(last);
  });
});
