import type { Difference } from "../relay/validator.ts";
import type { InteractionResult } from "./verification.ts";

/** What is known about an interaction in addition to Pact's result. */
export interface Findings {
  /** What the relay found, or `undefined` if it received no request. */
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
  return {
    ...result,
    outcome: observed.length > 0 ? "failed" : outcome,
    differences: explain().map(({ where, expected, actual }) => ({
      where,
      expected: redact(expected),
      actual: redact(actual),
    })),
  };

  function explain(): readonly Difference[] {
    // Pact reports that a state was not entered or that a connection was closed, but not why.
    if (outcome === "failed" && stateFailure !== undefined) {
      return [{ where: "provider state", expected: `"${providerState}"`, actual: stateFailure }];
    }
    if (observed.some(({ where }) => where === "connection")) return observed;
    return [...differences, ...observed];
  }
}
