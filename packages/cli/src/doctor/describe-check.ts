import type { Style } from "../terminal/style-for.ts";
import type { Check } from "./check.ts";

const MARKS = { ok: "✓", warning: "!", failed: "✗", skipped: "-" } as const;
const FORMATS = { ok: "green", warning: "yellow", failed: "red", skipped: "dim" } as const;
const NAME_WIDTH = 12;
const ARROW = "→ ";
const INDENT = 2 + 2 + NAME_WIDTH;

/** Describes a check in one line, and what to do about a fault in the lines below. */
export function describeCheck({ name, status, message, advice }: Check, style: Style, width: number): string {
  const dim = (text: string) => (status === "skipped" ? style("dim", text) : text);
  const lines = wrap(message, width - INDENT);
  const steps = wrap(advice ?? "", width - INDENT - ARROW.length);
  lines.push(...steps.map((line, index) => (index === 0 ? ARROW : " ".repeat(ARROW.length)) + line));
  const [first = "", ...rest] = lines.map(dim);
  const start = `  ${style(FORMATS[status], MARKS[status])} ${dim(name.padEnd(NAME_WIDTH))}`;
  return [start + first, ...rest.map((line) => " ".repeat(INDENT) + line)].join("\n");
}

/** Breaks a text into lines of at most `width` characters. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ").filter(Boolean)) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
