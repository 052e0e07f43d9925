import { differencesOf } from "./differences-of.ts";
import type { Pact } from "./pact-set.ts";
import type { PactResult } from "./run-verifier.ts";
import type { InteractionResult } from "./verification.ts";

/** What the ledger says: one line for each committed interaction, and why the run proves nothing, if it does not. */
export interface Settled {
  readonly results: readonly InteractionResult[];
  readonly refusals: readonly string[];
}

/**
 * The ledger. Sets what the verifier says it ran against what is committed: every committed interaction has run
 * exactly once or is known to be impossible at this target, and nothing else has run. A verifier that was given a
 * filter, the wrong files or nothing at all is found out here, whatever it answered.
 */
export function settle(
  pacts: readonly Pact[],
  impossible: (state: string) => boolean,
  ran: readonly PactResult[],
): Settled {
  const refusals: string[] = [];
  const left = [...ran];
  const results = pacts.flatMap(({ consumer: { name: consumer }, interactions }) =>
    interactions.map(({ description, providerStates = [] }): InteractionResult => {
      const given = providerStates.map(({ name }) => name).join(", ");
      const entry = { consumer, description, ...(given && { given }), differences: [] };
      const at = left.findIndex(
        (result) => result.consumer === consumer && result.description === description,
      );
      const [result] = at < 0 ? [] : left.splice(at, 1);
      if (!result) {
        if (!providerStates.some(({ name }) => impossible(name)))
          refusals.push(notRun(consumer, description));
        return { ...entry, outcome: "not run" };
      }
      if (result.pending) refusals.push(`${consumer}: «${description}» ran as pending.`);
      if (result.result === "OK") return { ...entry, outcome: "held" };
      return { ...entry, outcome: "failed", differences: differencesOf(result.mismatch ?? {}) };
    }),
  );
  for (const { consumer, description } of left) {
    refusals.push(`${consumer}: «${description}» ran and is not among the committed interactions.`);
  }
  if (results.every(({ outcome }) => outcome === "not run")) refusals.push("Nothing ran.");
  return { results, refusals };
}

function notRun(consumer: string, description: string): string {
  return `${consumer}: «${description}» is committed and did not run. Is a filter set (PACT_DESCRIPTION, PACT_PROVIDER_STATE)?`;
}
