import type { Style } from "../terminal/style-for.ts";
import type { Check } from "./check.ts";

const MARKS = { ok: "✓", warning: "!", failed: "✗", skipped: "-" } as const;
const FORMATS = { ok: "green", warning: "yellow", failed: "red", skipped: "dim" } as const;
const NAME_WIDTH = 12;
const ARROW = "→ ";
const INDENT = 2 + 2 + NAME_WIDTH;

/**
 * Describes a check in one line, and what to do about a fault in the lines below. Describes checks
 * that were skipped for one reason together.
 */
export function describeChecks(checks: readonly Check[], style: Style, width: number): string {
  const [first] = checks;
  if (first === undefined) return "";
  if (checks.length === 1) return describe(first, style, width);
  const message = `${checks.map(({ name }) => name).join(", ")}: ${first.message}`;
  return describe({ ...first, name: "skipped", message }, style, width);
}

type Described = Omit<Check, "name"> & { readonly name: string };

function describe({ name, status, message, advice }: Described, style: Style, width: number): string {
  const dim = (text: string) => (status === "skipped" ? style("dim", text) : text);
  const lines = wrap(message, width - INDENT);
  const steps = wrap(advice ?? "", width - INDENT - ARROW.length);
  lines.push(...steps.map((line, index) => (index === 0 ? ARROW : " ".repeat(ARROW.length)) + line));
  const [first = "", ...rest] = lines.map(dim);
  const start = `  ${style(FORMATS[status], MARKS[status])} ${dim(name.padEnd(NAME_WIDTH))}`;
  return [start + first, ...rest.map((line) => " ".repeat(INDENT) + line)].join("\n");
}

/** Breaks a text into lines of at most `width` characters. Keeps commands in one piece. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.match(/`[^`]*`\S*|\S+/g) ?? []) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
