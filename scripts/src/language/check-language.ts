import { proseOf } from "./prose.ts";
import { LANGUAGE_RULES } from "./rules.ts";

/** A place that breaks a rule of our prose. */
export interface LanguageFault {
  /** Line and column start at 1. */
  readonly line: number;
  readonly column: number;
  readonly found: string;
  readonly instead: string;
}

const RULES = LANGUAGE_RULES.map(({ pattern, instead }) => ({ pattern: compile(pattern), instead }));

/**
 * Checks the prose of a file and returns its faults in the order of the text.
 *
 * @example
 * checkLanguage("README.md", "Whatever the server returns …");
 * // [{ line: 1, column: 1, found: "Whatever", instead: '"any" or "regardless of"' }]
 */
export function checkLanguage(path: string, text: string): LanguageFault[] {
  const prose = proseOf(path, text);
  const faults = RULES.flatMap(({ pattern, instead }) =>
    [...prose.matchAll(pattern)].map(({ index, 0: found }) => ({ index, found, instead })),
  );
  return faults
    .sort((a, b) => a.index - b.index)
    .map(({ index, found, instead }) => {
      const before = text.slice(0, index).split("\n");
      const column = (before.at(-1)?.length ?? 0) + 1;
      return { line: before.length, column, found: found.replaceAll(/\s+/g, " "), instead };
    });
}

function compile({ source, ignoreCase }: RegExp): RegExp {
  const spaced = source.replaceAll(" ?", "\\s*").replaceAll(" ", "\\s+");
  const bounded = source.startsWith("[") ? spaced : `(?<![\\w-])(?:${spaced})(?![\\w-])`;
  return new RegExp(bounded, ignoreCase ? "gim" : "gm");
}
