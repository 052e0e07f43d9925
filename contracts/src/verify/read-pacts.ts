import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Pact, PactSet } from "./pact-set.ts";

/**
 * Reads a folder of pacts with one provider, and refuses what would make a verification of them green by accident:
 * no pact, a file that is none, a pact without interactions or with another provider, an interaction that is pending
 * (it may fail and pass all the same), and two of one description (one answer would count for both).
 */
export function readPacts(directory: string, provider: string): PactSet {
  const names = existsSync(directory) ? readdirSync(directory).filter((name) => name.endsWith(".json")) : [];
  if (names.length === 0) return { pacts: [], refusals: [`There is no pact in ${directory}.`] };
  const files = names.sort().map((name) => join(directory, name));
  const read = files.map((file) => ({ file, pact: parsed(file) }));
  return {
    pacts: read.flatMap(({ pact }) => pact ?? []),
    refusals: read.flatMap(({ file, pact }) =>
      pact ? refusalsOf(pact, provider) : [`${basename(file)} is not a pact.`],
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

function refusalsOf({ consumer, provider, interactions }: Pact, expected: string): string[] {
  const pact = `The pact of ${consumer.name}`;
  const refusals: string[] = [];
  if (provider.name !== expected) refusals.push(`${pact} is with ${provider.name}, not with ${expected}.`);
  if (interactions.length === 0) refusals.push(`${pact} has no interaction.`);
  const seen = new Set<string>();
  for (const { description, pending } of interactions) {
    if (pending) refusals.push(`${pact}: «${description}» is pending: it would pass while it fails.`);
    if (seen.has(description)) refusals.push(`${pact} has two interactions «${description}».`);
    seen.add(description);
  }
  return refusals;
}
