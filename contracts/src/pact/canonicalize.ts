import type { Json } from "./json.ts";

/**
 * Returns a pact in its committed form: interactions sorted by description, names sorted, and no
 * metadata except the version of the Pact specification.
 *
 * The same interactions produce the same bytes, in any order and with any release of Pact.
 */
export function canonicalize(pact: string): string {
  const { consumer, provider, interactions, metadata } = JSON.parse(pact);
  const byDescription = [...interactions].sort((a, b) => compare(a.description, b.description));
  const { pactSpecification } = metadata;
  const committed = { consumer, provider, interactions: byDescription, metadata: { pactSpecification } };
  return `${JSON.stringify(sortNames(committed), null, 2)}\n`;
}

function sortNames(value: Json): Json {
  if (isList(value)) return value.map(sortNames);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => compare(a, b));
  return Object.fromEntries(entries.map(([name, inner]) => [name, sortNames(inner)]));
}

// By code unit, so that the order is the same in every locale.
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
