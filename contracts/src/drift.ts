import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { diff } from "node:util";
import { canonical } from "./canonical.ts";

/** What makes today's interactions the committed ones. */
const ACCEPT = "pnpm contracts:accept";

/** How many equal lines are shown around a change. */
const CONTEXT = 3;

/**
 * How the committed pacts differ from what the consumer tests wrote, as a text for a person: file by file, the lines
 * that went and the lines that came, and the command that accepts them. Empty where they are the same bytes.
 *
 * @throws where nothing was written: then nothing was compared.
 */
export function drift(committed: string, written: string): string {
  const today = pactsIn(written);
  if (today.size === 0) {
    throw new Error(`No consumer test wrote a pact into ${written}: run all tests of this package.`);
  }
  const before = pactsIn(committed);
  const names = [...new Set([...before.keys(), ...today.keys()])].sort();
  const differences = names.flatMap((name) => {
    const old = before.get(name);
    const now = today.get(name);
    if (old === undefined) return [`${name} is written by the tests and not committed.`];
    if (now === undefined) return [`${name} is committed, and no test writes it any more.`];
    const wanted = canonical(now);
    return old === wanted ? [] : [`${name} is not what the tests write today:\n${changedLines(old, wanted)}`];
  });
  if (differences.length === 0) return "";
  return [...differences, `If this is what you mean to agree on: ${ACCEPT}, and commit it.`].join("\n\n");
}

function pactsIn(directory: string): Map<string, string> {
  const names = existsSync(directory) ? readdirSync(directory).filter((name) => name.endsWith(".json")) : [];
  return new Map(names.map((name) => [name, readFileSync(join(directory, name), "utf8")]));
}

function changedLines(before: string, after: string): string {
  const lines = diff(after.split("\n"), before.split("\n"));
  const near = (at: number) =>
    lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(([side]) => side !== 0);
  const shown = lines.map(([side, line], at) => {
    if (side === 0) return near(at) ? `    ${line}` : undefined;
    return side === 1 ? `  + ${line}` : `  - ${line}`;
  });
  return shown
    .filter((line, at) => line !== undefined || shown[at - 1] !== undefined)
    .map((line) => line ?? "    …")
    .join("\n");
}
