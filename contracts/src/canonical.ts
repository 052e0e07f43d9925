import type { Json } from "./json.ts";

/**
 * A pact as it is committed: interactions by description, names in order, and of the metadata only the version of
 * Pact's specification. The same interactions give the same bytes, in whatever order and by whichever release of
 * Pact they were written.
 */
export function canonical(pact: string): string {
  const { consumer, provider, interactions, metadata } = JSON.parse(pact);
  const byDescription = [...interactions].sort((a, b) => compare(a.description, b.description));
  const { pactSpecification } = metadata;
  const kept = { consumer, provider, interactions: byDescription, metadata: { pactSpecification } };
  return `${JSON.stringify(inOrder(kept), null, 2)}\n`;
}

function inOrder(value: Json): Json {
  if (isList(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => compare(a, b));
  return Object.fromEntries(entries.map(([name, inner]) => [name, inOrder(inner)]));
}

// By code unit: the order must not depend on the machine's language.
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
