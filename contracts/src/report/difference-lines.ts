import type { InteractionResult } from "../verify/verification.ts";

/** What differed in one interaction, a line for each difference. */
export function differenceLines({ differences }: InteractionResult): string {
  return differences
    .map(({ where, expected, came }) => `    ${where}: expected ${expected}, came ${came}\n`)
    .join("");
}
