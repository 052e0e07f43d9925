import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Pact, PactSet } from "./pact-set.ts";

/** What a pact may name. */
export interface KnownNames {
  readonly provider: string;
  readonly states: ReadonlySet<string>;
}

/**
 * Reads a folder of pacts with one provider, and refuses what would make a verification of them green by accident:
 * no pact, a file that is none, a pact without interactions or with another provider, an interaction that is pending
 * (it may fail and pass all the same) or that needs a state which nobody knows, and two of one description (one answer
 * would count for both).
 */
export function readPacts(directory: string, { provider, states }: KnownNames): PactSet {
  const names = existsSync(directory) ? readdirSync(directory).filter((name) => name.endsWith(".json")) : [];
  if (names.length === 0) return { pacts: [], refusals: [`There is no pact in ${directory}.`] };
  const files = names.sort().map((name) => join(directory, name));
  const read = files.map((file) => ({ file, pact: parsed(file) }));
  return {
    pacts: read.flatMap(({ pact }) => pact ?? []),
    refusals: read.flatMap(({ file, pact }) =>
      pact ? refusalsOf(pact, { provider, states }) : [`${basename(file)} is not a pact.`],
    ),
  };
}

function parsed(file: string): Pact | undefined {
  try {
    const pact: Partial<Pact> = JSON.parse(readFileSync(file, "utf8"));
    const { consumer, provider, interactions = [], metadata = {} } = pact;
    if (!consumer?.name || !provider?.name) return undefined;
    return { file, consumer, provider, interactions, metadata };
  } catch {
    return undefined;
  }
}

function refusalsOf({ consumer, provider, interactions }: Pact, known: KnownNames): string[] {
  const pact = `The pact of ${consumer.name}`;
  const refusals: string[] = [];
  if (provider.name !== known.provider) {
    refusals.push(`${pact} is with ${provider.name}, not with ${known.provider}.`);
  }
  if (interactions.length === 0) refusals.push(`${pact} has no interaction.`);
  const seen = new Set<string>();
  for (const { description, pending, providerStates = [] } of interactions) {
    if (pending) refusals.push(`${pact}: «${description}» is pending: it would pass while it fails.`);
    if (seen.has(description)) refusals.push(`${pact} has two interactions «${description}».`);
    seen.add(description);
    for (const { name } of providerStates.filter((state) => !known.states.has(state.name))) {
      refusals.push(`${pact}: «${description}» needs the state «${name}», which is not known.`);
    }
  }
  return refusals;
}
