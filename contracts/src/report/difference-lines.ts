import type { InteractionResult } from "../verify/verification.ts";

/** Formats the differences of an interaction, one per line. */
export function formatDifferences({ differences }: InteractionResult): string {
  return differences
    .map(({ where, expected, actual }) => `    ${where}: expected ${expected}, got ${actual}\n`)
    .join("");
}
