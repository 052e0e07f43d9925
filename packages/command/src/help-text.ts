import type { Command } from "./command.ts";
import type { Flag } from "./flag.ts";
import { variableOf } from "./parse-flags.ts";

const WIDTH = 90;

/** Returns the help text of a command. */
export function helpText({
  invocation,
  usage = ["[options]"],
  summary,
  variablePrefix,
  flags,
  details,
}: Command): string {
  const rows = [
    ...flags.map((flag) => {
      const variable = flag.hasNoVariable ? "" : ` [env: ${variableOf(variablePrefix, flag)}]`;
      return [label(flag), `${meaning(flag)}${variable}`];
    }),
    ["-h, --help", "Print this help."],
    ["--version", "Print the version."],
  ];
  const column = Math.max(...rows.map(([flag = ""]) => flag.length)) + 4;
  const options = rows.map(([flag = "", text = ""]) => {
    const [first, ...rest] = wrap(text, WIDTH - column);
    return [`  ${flag}`.padEnd(column) + first, ...rest.map((line) => " ".repeat(column) + line)].join("\n");
  });
  return [
    usage.map((form, index) => `${index === 0 ? "Usage:" : "      "} ${invocation} ${form}`).join("\n"),
    wrap(summary, WIDTH).join("\n"),
    `Options:\n${options.join("\n")}`,
    ...(details === undefined ? [] : [details]),
  ].join("\n\n");
}

function label({ name, short, value }: Flag<unknown>): string {
  const names = short === undefined ? `--${name}` : `-${short}, --${name}`;
  return value === undefined ? names : `${names} <${value}>`;
}

function meaning(flag: Flag<unknown>): string {
  const isShown = flag.default !== undefined && flag.default !== false && flag.default !== "";
  return `${flag.help}${flag.repeats ? " Can be repeated." : ""}${isShown ? ` [default: ${flag.default}]` : ""}`;
}

/** Breaks a text into lines of at most `width` characters. Keeps brackets in one piece. */
function wrap(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.match(/\[[^\]]*\]|\S+/g) ?? []) {
    const line = lines.at(-1) ?? "";
    if (line === "") lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
