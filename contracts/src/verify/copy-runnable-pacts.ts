import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { encodeInteractionId } from "../pact/interaction-id.ts";
import type { Pact, PactInteraction } from "../pact/pact-set.ts";
import { INTERACTION_HEADER } from "../relay/start-relay.ts";

/** Copies of pacts for the verifier. */
export interface RunnablePacts {
  readonly files: readonly string[];
  remove(): Promise<void>;
}

/**
 * Copies the pacts to a temporary folder without the interactions that need an unsupported provider
 * state. Pact can leave out interactions only with a filter in an environment variable. A pact is
 * not copied if no interaction remains. Each request names its interaction in a header, which the
 * relay removes.
 */
export async function copyRunnablePacts(
  pacts: readonly Pact[],
  isUnsupported: (state: string) => boolean,
): Promise<RunnablePacts> {
  const folder = await mkdtemp(join(tmpdir(), "wakapay-pacts-"));
  const files: string[] = [];
  for (const { file, ...pact } of pacts) {
    const runnable = pact.interactions.filter(
      ({ providerStates = [] }) => !providerStates.some(({ name }) => isUnsupported(name)),
    );
    if (runnable.length === 0) continue;
    const interactions = runnable.map((interaction) => nameInHeader(pact.consumer.name, interaction));
    const copy = join(folder, basename(file));
    await writeFile(copy, JSON.stringify({ ...pact, interactions }));
    files.push(copy);
  }
  return { files, remove: () => rm(folder, { recursive: true }) };
}

function nameInHeader(consumer: string, interaction: PactInteraction): PactInteraction {
  const { request, description } = interaction;
  const id = encodeInteractionId({ consumer, description });
  return {
    ...interaction,
    request: { ...request, headers: { ...request.headers, [INTERACTION_HEADER]: [id] } },
  };
}
