import type { DocumentedOutcome } from "../openapi/documented-outcomes.ts";
import type { ProviderResponse } from "../relay/provider-response.ts";
import { createFieldMutants } from "./field-mutants.ts";
import type { Mutant } from "./mutant.ts";

const STATUSES = [200, 201, 204, 302, 400, 401, 403, 404, 429, 500, 503];

/**
 * Creates the mutants of a documented outcome: other statuses, other content types, changes of
 * every field, and bodies that are not the documented JSON object. If no body is documented, only
 * the status is changed.
 */
export function createMutants({ status, body }: DocumentedOutcome): Mutant[] {
  const statuses = STATUSES.filter((other) => other !== status).map((other) =>
    mutant("status", String(other), (response) => ({ ...response, status: other })),
  );
  if (!body) return statuses;
  const fields = Object.entries(body).flatMap(([name, value]) => createFieldMutants(name, value));
  return [...statuses, ...CONTENT_TYPES, ...BODIES, ...fields];
}

const CONTENT_TYPES = [
  mutant("Content-Type", "none", ({ headers: { "content-type": _, ...headers }, ...response }) => ({
    ...response,
    headers,
  })),
  ...["text/html", "text/plain", "application/problem+json"].map((type) =>
    mutant("Content-Type", type, (response) => ({
      ...response,
      headers: { ...response.headers, "content-type": type },
    })),
  ),
];

const BODIES = [
  bodyMutant("empty", () => ""),
  bodyMutant("truncated", (body) => body.slice(0, -1)),
  bodyMutant("HTML", () => "<html><body>Service unavailable</body></html>"),
  bodyMutant("null", () => "null"),
  bodyMutant("{}", () => "{}"),
  bodyMutant("in an array", (body) => `[${body}]`),
  bodyMutant("encoded twice", (body) => JSON.stringify(body)),
  bodyMutant("with an additional field", (body) => body.replace(/\}$/, ',"added":"field"}')),
];

function bodyMutant(change: string, apply: (body: string) => string): Mutant {
  return mutant("body", change, (response) => ({ ...response, body: apply(response.body) }));
}

function mutant(
  part: string,
  change: string,
  apply: (response: ProviderResponse) => ProviderResponse,
): Mutant {
  return { part, change, apply };
}
