import type { InteractionResult } from "../verify/verification.ts";
import { escapeLine } from "./escape-controls.ts";

/** Formats the differences of an interaction, one per line. */
export function formatDifferences({ differences }: InteractionResult): string {
  return differences
    .map(({ where, expected, actual }) => escapeLine(`    ${where}: expected ${expected}, got ${actual}`))
    .map((line) => `${line}\n`)
    .join("");
}
