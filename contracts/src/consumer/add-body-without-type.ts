import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "../pact/json.ts";
import { WRITTEN_PACTS } from "../pact/paths.ts";
import { PROVIDER } from "../pact/provider.ts";

/**
 * Adds a JSON body without a `Content-Type` header to an interaction of a written pact.
 *
 * Pact's builder adds the header to every body. Its file format and its verifier do not need it.
 */
export function addBodyWithoutType(
  consumer: string,
  description: string,
  content: Json,
  folder: string = WRITTEN_PACTS,
): void {
  const file = join(folder, `${consumer}-${PROVIDER}.json`);
  const pact: WrittenPact = JSON.parse(readFileSync(file, "utf8"));
  for (const interaction of pact.interactions.filter((each) => each.description === description)) {
    // The same form that Pact writes, so that the merge of the next test does not change it.
    interaction.request.body = { content, contentType: "application/json", encoded: false };
  }
  writeFileSync(file, JSON.stringify(pact));
}

interface WrittenPact {
  readonly interactions: readonly { readonly description: string; readonly request: { body?: unknown } }[];
}
