import type { OpenApiDocument } from "./openapi-document.ts";

/**
 * Generates the JSON that `@wakapay/sandbox` ships and serves: the document without
 * `x-interactions`, which name interactions of this repository.
 */
export function generatePublishedDocument(document: OpenApiDocument): string {
  const withoutInteractions = (key: string, value: unknown) => (key === "x-interactions" ? undefined : value);
  return `${JSON.stringify(document, withoutInteractions, 2)}\n`;
}
