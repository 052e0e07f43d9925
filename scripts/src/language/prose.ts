import { extname } from "node:path";
import jsTokens from "js-tokens";

/** Replaces a character that is not prose. Patterns neither match it nor skip it. */
const MASK = "\0";

/**
 * Returns a text of the same length in which everything but prose is masked.
 *
 * | file                | prose                                                                |
 * | ------------------- | -------------------------------------------------------------------- |
 * | TypeScript and JSON | comments, and strings and templates that contain white space         |
 * | Markdown            | everything but code blocks and link targets                          |
 * | any other text file | everything but words that look like identifiers, and keys            |
 *
 * Text in code font (`…`) and `@example` blocks are never prose.
 */
export function proseOf(path: string, text: string): string {
  const extension = extname(path);
  if (/^\.(?:[cm]?[jt]s|jsonc?)$/.test(extension)) return proseOfCode(text);
  if (extension === ".md") return proseOfMarkdown(text);
  return maskCodeFont(maskAll(text, /^\s*[\w-]+:|[\w$-]*(?:[-_/=$]|\.(?=\w))[\w./$=-]*/gm));
}

function proseOfMarkdown(text: string): string {
  const withoutBlocks = maskAll(text, /^ *(```+|~~~+)[^\n]*\n[\s\S]*?^ *\1/gm);
  return maskCodeFont(maskAll(withoutBlocks, /(?<=\]\()[^)\n]*|<?https?:\S+/g));
}

function proseOfCode(text: string): string {
  let prose = "";
  for (const { type, value } of jsTokens(text)) {
    switch (type) {
      case "WhiteSpace":
      case "LineTerminatorSequence":
        prose += value;
        break;
      case "MultiLineComment":
      case "SingleLineComment":
      case "HashbangComment":
        prose += proseOfComment(value);
        break;
      case "StringLiteral":
      case "NoSubstitutionTemplate":
      case "TemplateHead":
      case "TemplateMiddle":
      case "TemplateTail":
        prose += proseOfString(value);
        break;
      default:
        prose += MASK.repeat(value.length);
    }
  }
  return prose;
}

function proseOfComment(comment: string): string {
  const undecorated = blankAll(comment, /^\s*\/\*+|\*\/$|^\s*\*(?: |$)|^\s*\/\/+/gm);
  const withoutExamples = maskAll(undecorated, /@example[\s\S]*?(?=^\s*@|$(?![\s\S]))/gm);
  return maskCodeFont(maskAll(withoutExamples, /```[\s\S]*?```|\{@link[^}]*\}/g));
}

/** A string without white space is an identifier or a value, so it is not prose. */
function proseOfString(literal: string): string {
  const inner = literal.slice(1, literal.endsWith("${") ? -2 : -1);
  if (!/\s/.test(inner)) return MASK.repeat(literal.length);
  const withoutCode = maskAll(literal.slice(1), /\\`.*?\\`/g);
  return MASK + maskCodeFont(blankAll(withoutCode, /\\[\s\S]/g));
}

function maskCodeFont(text: string): string {
  return maskAll(text, /(`+)(?!`)[^`]+?\1/g);
}

function maskAll(text: string, pattern: RegExp): string {
  return text.replace(pattern, (found) => MASK.repeat(found.length));
}

function blankAll(text: string, pattern: RegExp): string {
  return text.replace(pattern, (found) => found.replaceAll(/[^\n]/g, " "));
}
