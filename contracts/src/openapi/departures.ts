import { createRequire } from "node:module";
import type { OpenApiDocument } from "./openapi-document.ts";

/** Where a pact asks or expects what the document does not say, in the comparator's words. */
export interface Departure {
  readonly code: string;
  readonly message: string;
  readonly mockDetails?: { readonly interactionDescription?: string | null };
}

interface Comparison {
  compare(pact: object): AsyncIterable<Departure>;
}

// Its declarations import without file names, which the compiler refuses for an ES module.
const comparator: { Comparator: new (documents: { oas: OpenApiDocument }) => Comparison } = createRequire(
  import.meta.url,
)("@pactflow/openapi-pact-comparator");

/** Compares a pact with the OpenAPI document, without running anything. */
export async function departures(document: OpenApiDocument, pact: object): Promise<Departure[]> {
  const found: Departure[] = [];
  for await (const departure of new comparator.Comparator({ oas: document }).compare(pact))
    found.push(departure);
  return found;
}
