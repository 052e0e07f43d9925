import type { Difference } from "./difference.ts";
import type { InteractionResult } from "./verification.ts";

/** What else is known of an interaction that ran. */
export interface Findings {
  /** What the judge found in its answers; undefined where no answer was judged, or nobody judges. */
  readonly found: readonly Difference[] | undefined;
  /** Why its state could not be entered, if it could not. */
  readonly unentered: string | undefined;
  /** Takes the secrets out of a text. */
  readonly shown: (text: string) => string;
}

/** Adds to what Pact found what others did, and takes the secrets out. */
export function completed(
  result: InteractionResult,
  { found = [], unentered, shown }: Findings,
): InteractionResult {
  const { given, outcome, differences } = result;
  // Of a state that could not be entered, Pact says only that there was one.
  const own =
    outcome === "failed" && unentered !== undefined
      ? [{ where: "provider state", expected: `«${given}»`, came: unentered }]
      : differences;
  return {
    ...result,
    outcome: found.length > 0 ? "failed" : outcome,
    differences: [...own, ...found].map(({ where, expected, came }) => ({
      where,
      expected: shown(expected),
      came: shown(came),
    })),
  };
}
