import { createRequire } from "node:module";
import type { OpenApiDocument } from "./openapi-document.ts";

/** A part of a pact that the OpenAPI document does not allow, as the comparator reports it. */
export interface Incompatibility {
  readonly code: string;
  readonly message: string;
  readonly mockDetails?: { readonly interactionDescription?: string | null };
}

interface Comparison {
  compare(pact: object): AsyncIterable<Incompatibility>;
}

// Its type declarations import without file names, which the compiler rejects for an ES module.
const comparator: { Comparator: new (documents: { oas: OpenApiDocument }) => Comparison } = createRequire(
  import.meta.url,
)("@pactflow/openapi-pact-comparator");

/** Compares a pact with the OpenAPI document without running anything. */
export async function comparePact(document: OpenApiDocument, pact: object): Promise<Incompatibility[]> {
  const found: Incompatibility[] = [];
  const comparison = new comparator.Comparator({ oas: document }).compare(pact);
  for await (const incompatibility of comparison) found.push(incompatibility);
  return found;
}
