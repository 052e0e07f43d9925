import type { DocumentedOutcome } from "../openapi/documented-outcomes.ts";
import type { Answer } from "../relay/answer.ts";
import { fieldMutants } from "./field-mutants.ts";
import type { Mutant } from "./mutant.ts";

const STATUSES = [200, 201, 204, 302, 400, 401, 403, 404, 429, 500, 503];

/**
 * The mutants of a documented outcome, generated from what is documented: every other status, other content types and
 * none, every field's value, type, name and presence, a field too many, and bodies that are not the JSON object. Where no
 * body is documented, nothing but the status is promised.
 */
export function mutantsOf({ status, body }: DocumentedOutcome): Mutant[] {
  const statuses = STATUSES.filter((other) => other !== status).map((other) =>
    mutant("status", String(other), (answer) => ({ ...answer, status: other })),
  );
  if (!body) return statuses;
  const fields = Object.entries(body).flatMap(([name, value]) => fieldMutants(name, value));
  return [...statuses, ...CONTENT_TYPES, ...BODIES, ...fields];
}

const CONTENT_TYPES = [
  mutant("Content-Type", "none", ({ headers: { "content-type": _, ...headers }, ...answer }) => ({
    ...answer,
    headers,
  })),
  ...["text/html", "text/plain", "application/problem+json"].map((type) =>
    mutant("Content-Type", type, (answer) => ({
      ...answer,
      headers: { ...answer.headers, "content-type": type },
    })),
  ),
];

const BODIES = [
  mutantOfBody("empty", () => ""),
  mutantOfBody("cut off", (body) => body.slice(0, -1)),
  mutantOfBody("a page", () => "<html><body>Service unavailable</body></html>"),
  mutantOfBody("null", () => "null"),
  mutantOfBody("{}", () => "{}"),
  mutantOfBody("in a list", (body) => `[${body}]`),
  mutantOfBody("twice as text", (body) => JSON.stringify(body)),
  mutantOfBody("with a field more", (body) => body.replace(/\}$/, ',"added":"field"}')),
];

function mutantOfBody(change: string, apply: (body: string) => string): Mutant {
  return mutant("body", change, (answer) => ({ ...answer, body: apply(answer.body) }));
}

function mutant(part: string, change: string, apply: (answer: Answer) => Answer): Mutant {
  return { part, change, apply };
}
