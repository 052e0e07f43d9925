import { extname } from "node:path";
import type { LanguageFault } from "./check-language.ts";

const MAX_COLUMNS = 100;
const MAX_TEST_NAME = 80;

/**
 * Checks that comments and Markdown prose wrap at 100 columns, and that test names have at most 80
 * characters. Tables, code blocks, and link targets may be wider.
 */
export function checkWidth(path: string, text: string): LanguageFault[] {
  const extension = extname(path);
  if (extension === ".md") return wideLines(text, /(?!\|)/);
  if (extension !== ".ts") return [];
  return [
    ...wideLines(text, /\s*(?:\/\/|\/?\*+ (?!\|))/),
    ...(path.endsWith(".test.ts") ? longNames(text) : []),
  ];
}

function wideLines(text: string, prose: RegExp): LanguageFault[] {
  const faults: LanguageFault[] = [];
  const start = new RegExp(`^${prose.source}`);
  let isCode = false;
  for (const [index, line] of text.split("\n").entries()) {
    if (/^[\s*]*```/.test(line)) isCode = !isCode;
    const width = line.replaceAll(/\]\([^)]*\)|https?:\S+/g, "").length;
    if (isCode || width <= MAX_COLUMNS || !start.test(line)) continue;
    faults.push({
      line: index + 1,
      column: MAX_COLUMNS + 1,
      found: line.slice(MAX_COLUMNS),
      instead: `within ${MAX_COLUMNS} columns`,
    });
  }
  return faults;
}

function longNames(text: string): LanguageFault[] {
  const names = text.matchAll(/^[ \t]*(?:test|it)(?:\.\w+(?:\([^)\n]*\))?)?\(\s*(["'`])(.*?)\1,/gm);
  return [...names]
    .filter(([, , name = ""]) => name.length > MAX_TEST_NAME)
    .map(({ index, 2: name = "" }) => ({
      line: text.slice(0, index).split("\n").length,
      column: 1,
      found: name,
      instead: `a test name of at most ${MAX_TEST_NAME} characters (got ${name.length})`,
    }));
}
