import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Interaction } from "./interaction.ts";
import { PROVIDER } from "./provider.ts";

/**
 * Completes a written pact with a JSON body that has no `Content-Type`. Pact's builder gives every body that header;
 * its file format and its verifier know bodies without it, so that this is the only piece that is written by hand.
 * An interaction with another body, or none, is left as it is.
 */
export function addUntypedBody(directory: string, consumer: string, interaction: Interaction): void {
  const { body } = interaction.request;
  if (!body || !("untypedJson" in body)) return;
  const file = join(directory, `${consumer}-${PROVIDER}.json`);
  const pact: WrittenPact = JSON.parse(readFileSync(file, "utf8"));
  for (const written of pact.interactions) {
    if (written.description === interaction.description) {
      // As Pact itself would write it again: the next test's merge must not change it.
      written.request.body = { content: body.untypedJson, contentType: "application/json", encoded: false };
    }
  }
  writeFileSync(file, JSON.stringify(pact));
}

interface WrittenPact {
  readonly interactions: readonly { readonly description: string; readonly request: { body?: unknown } }[];
}
