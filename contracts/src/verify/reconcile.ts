import type { Pact } from "../pact/pact-set.ts";
import type { PactResult } from "./run-verifier.ts";
import { toDifferences } from "./to-differences.ts";
import type { InteractionResult, Verification } from "./verification.ts";

/**
 * Compares the interactions that the verifier ran with those that are committed.
 *
 * Every committed interaction must run exactly once, unless the target does not support its
 * provider state. No other interaction may run. This detects a verifier that received a filter, the
 * wrong files, or no files, and still reported success.
 */
export function reconcile(
  pacts: readonly Pact[],
  isUnsupported: (state: string) => boolean,
  results: readonly PactResult[],
): Pick<Verification, "results" | "problems"> {
  const problems: string[] = [];
  const unclaimed = [...results];

  function claim(consumer: string, description: string): PactResult | undefined {
    const index = unclaimed.findIndex(
      (result) => result.consumer === consumer && result.description === description,
    );
    return index < 0 ? undefined : unclaimed.splice(index, 1)[0];
  }

  const reconciled = pacts.flatMap(({ consumer: { name: consumer }, interactions }) =>
    interactions.map(({ description, providerStates = [] }): InteractionResult => {
      const providerState = providerStates.map(({ name }) => name).join(", ");
      const interaction = { consumer, description, ...(providerState && { providerState }), differences: [] };
      const result = claim(consumer, description);
      if (!result && providerStates.some(({ name }) => isUnsupported(name))) {
        return { ...interaction, outcome: "unsupported" };
      }
      if (!result) {
        problems.push(describeMissing(consumer, description));
        return { ...interaction, outcome: "not run" };
      }
      if (result.pending) problems.push(`${consumer}: "${description}" ran as pending.`);
      if (result.result === "OK") return { ...interaction, outcome: "passed" };
      return { ...interaction, outcome: "failed", differences: toDifferences(result.mismatch ?? {}) };
    }),
  );
  for (const { consumer, description } of unclaimed) {
    problems.push(`${consumer}: "${description}" ran but is not a committed interaction.`);
  }
  if (results.length === 0) problems.push("No interaction ran.");
  return { results: reconciled, problems };
}

function describeMissing(consumer: string, description: string): string {
  return `${consumer}: "${description}" is committed but did not run. Unset PACT_DESCRIPTION and PACT_PROVIDER_STATE if they are set.`;
}
