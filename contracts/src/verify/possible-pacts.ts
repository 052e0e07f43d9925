import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { INTERACTION_HEADER } from "../relay/relay.ts";
import { interactionId } from "./interaction-id.ts";
import type { Pact, WrittenInteraction } from "./pact-set.ts";

/** Copies of pacts, for the verifier to read: see {@link possiblePacts}. */
export interface PossiblePacts {
  readonly files: readonly string[];
  remove(): Promise<void>;
}

/** How pacts are copied. */
export interface PossiblePactsOptions {
  readonly impossible: (state: string) => boolean;
  /** Whether each request names its interaction in a header, for a relay that takes it off again. */
  readonly named: boolean;
}

/**
 * Copies the pacts into a temporary folder, without the interactions that need an impossible state: Pact knows no
 * way to leave out some, other than a filter in the environment. A pact of which nothing is left is not copied.
 */
export async function possiblePacts(
  pacts: readonly Pact[],
  { impossible, named }: PossiblePactsOptions,
): Promise<PossiblePacts> {
  const folder = await mkdtemp(join(tmpdir(), "wakapay-pacts-"));
  const files: string[] = [];
  for (const { file, ...pact } of pacts) {
    const possible = pact.interactions.filter(
      ({ providerStates = [] }) => !providerStates.some(({ name }) => impossible(name)),
    );
    if (possible.length === 0) continue;
    const interactions = named ? possible.map((each) => naming(pact.consumer.name, each)) : possible;
    const copy = join(folder, basename(file));
    await writeFile(copy, JSON.stringify({ ...pact, interactions }));
    files.push(copy);
  }
  return { files, remove: () => rm(folder, { recursive: true }) };
}

function naming(consumer: string, interaction: WrittenInteraction): WrittenInteraction {
  const { request, description } = interaction;
  const headers = { ...request.headers, [INTERACTION_HEADER]: [interactionId({ consumer, description })] };
  return { ...interaction, request: { ...request, headers } };
}
