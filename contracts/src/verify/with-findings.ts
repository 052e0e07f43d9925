import type { Difference } from "../relay/validator.ts";
import type { InteractionResult } from "./verification.ts";

/** What is known about an interaction in addition to Pact's result. */
export interface Findings {
  /** What the relay found, or `undefined` if it saw no response. */
  readonly observed: readonly Difference[] | undefined;
  /** Why the provider state could not be entered, if it could not. */
  readonly stateFailure: string | undefined;
  /** Redacts a text. */
  readonly redact: (text: string) => string;
}

/** Adds the findings to an interaction's result and redacts its differences. */
export function withFindings(
  result: InteractionResult,
  { observed = [], stateFailure, redact }: Findings,
): InteractionResult {
  const { providerState, outcome, differences } = result;
  // If a state could not be entered, Pact reports the fact but not the reason.
  const fromPact =
    outcome === "failed" && stateFailure !== undefined
      ? [{ where: "provider state", expected: `"${providerState}"`, actual: stateFailure }]
      : differences;
  return {
    ...result,
    outcome: observed.length > 0 ? "failed" : outcome,
    differences: [...fromPact, ...observed].map(({ where, expected, actual }) => ({
      where,
      expected: redact(expected),
      actual: redact(actual),
    })),
  };
}
