import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { diff } from "node:util";
import { canonicalize } from "./canonicalize.ts";

const HINT = "To accept these changes, run `npx -y pnpm@12 contracts:accept` and commit the result.";

/** Number of unchanged lines that are shown around a change. */
const CONTEXT_LINES = 3;

/**
 * Describes how the pacts in `committed` differ from those that the consumer tests wrote to
 * `written`: file by file and line by line, with the command that accepts the changes.
 *
 * Returns an empty string if there is no difference. Throws an `Error` if `written` contains no
 * pact, because then nothing was compared.
 */
export function describeDrift(committed: string, written: string): string {
  const after = pactsIn(written);
  if (after.size === 0) {
    throw new Error(`No consumer test wrote a pact to ${written}. Run all tests of this package.`);
  }
  const before = pactsIn(committed);
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  const differences = names.flatMap((name) => {
    const old = before.get(name);
    const current = after.get(name);
    if (old === undefined) return [`${name} is written by the tests but not committed.`];
    if (current === undefined) return [`${name} is committed but no test writes it.`];
    const canonical = canonicalize(current);
    if (old === canonical) return [];
    return [`${name} differs from what the tests write:\n${changedLines(old, canonical)}`];
  });
  return differences.length === 0 ? "" : [...differences, HINT].join("\n\n");
}

function pactsIn(folder: string): Map<string, string> {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
  return new Map(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

function changedLines(before: string, after: string): string {
  const lines = diff(after.split("\n"), before.split("\n"));
  const isNearChange = (index: number) =>
    lines.slice(Math.max(0, index - CONTEXT_LINES), index + CONTEXT_LINES + 1).some(([side]) => side !== 0);
  const shown = lines.map(([side, line], index) => {
    if (side === 0) return isNearChange(index) ? `    ${line}` : undefined;
    return side === 1 ? `  + ${line}` : `  - ${line}`;
  });
  return shown
    .filter((line, index) => line !== undefined || shown[index - 1] !== undefined)
    .map((line) => line ?? "    …")
    .join("\n");
}
