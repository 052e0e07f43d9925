import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Pact, PactSet } from "./pact-set.ts";
import { PROVIDER, STATES } from "./provider.ts";

/**
 * Reads the pacts of a folder and reports what would let a verification pass by accident:
 *
 * - a folder without a pact, or a `.json` file that is not a pact
 * - a pact without interactions, or with another provider
 * - a pending interaction, because it passes even if it fails
 * - an interaction that needs an unknown provider state
 * - two interactions with the same description, because one result would count for both
 */
export function readPacts(folder: string): PactSet {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
  if (names.length === 0) return { pacts: [], problems: [`${folder} contains no pact.`] };
  const files = names.sort().map((name) => join(folder, name));
  const read = files.map((file) => ({ file, pact: readPact(file) }));
  return {
    pacts: read.flatMap(({ pact }) => pact ?? []),
    problems: read.flatMap(({ file, pact }) =>
      pact ? findProblems(pact) : [`${basename(file)} is not a pact.`],
    ),
  };
}

function readPact(file: string): Pact | undefined {
  try {
    const pact: Partial<Pact> = JSON.parse(readFileSync(file, "utf8"));
    const { consumer, provider, interactions = [], metadata = {} } = pact;
    if (!consumer?.name || !provider?.name) return undefined;
    return { file, consumer, provider, interactions, metadata };
  } catch {
    return undefined;
  }
}

function findProblems({ consumer, provider, interactions }: Pact): string[] {
  const pact = `The pact of ${consumer.name}`;
  const problems: string[] = [];
  if (provider.name !== PROVIDER) {
    problems.push(`${pact} must name the provider "${PROVIDER}" (got "${provider.name}").`);
  }
  if (interactions.length === 0) problems.push(`${pact} has no interactions.`);
  const seen = new Set<string>();
  for (const { description, pending, providerStates = [] } of interactions) {
    if (pending) problems.push(`${pact}: "${description}" is pending, so it passes even if it fails.`);
    if (seen.has(description)) problems.push(`${pact} has two interactions named "${description}".`);
    seen.add(description);
    for (const { name } of providerStates.filter((state) => !STATES.has(state.name))) {
      problems.push(`${pact}: "${description}" needs the unknown provider state "${name}".`);
    }
  }
  return problems;
}
