import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { listOutcomes } from "../../src/openapi/documented-outcomes.ts";
import { readOpenApiDocument } from "../../src/openapi/openapi-document.ts";
import { COMMITTED_PACTS } from "../../src/pact/paths.ts";

interface CommittedInteraction {
  readonly description: string;
  readonly request: { readonly method: string; readonly path: string };
  readonly response: { readonly status: number; readonly body?: { readonly content: object } };
}

const outcomes = listOutcomes(readOpenApiDocument());
const interactions: CommittedInteraction[] = readdirSync(COMMITTED_PACTS).flatMap(
  (name) => JSON.parse(readFileSync(join(COMMITTED_PACTS, name), "utf8")).interactions,
);

test.each(outcomes)("covers $operation with status $status by interactions that agree", (outcome) => {
  expect(outcome.interactions).not.toEqual([]);
  for (const description of outcome.interactions) {
    const covering = interactions.filter((interaction) => interaction.description === description);
    expect(covering, description).not.toEqual([]);
    for (const { request, response } of covering) {
      expect(`${request.method} ${request.path}`, description).toBe(outcome.operation);
      expect(response.status, description).toBe(outcome.status);
      expect(response.body?.content, description).toEqual(outcome.body);
    }
  }
});

test("assigns every interaction to exactly one documented outcome", () => {
  const documented = outcomes.flatMap((outcome) => outcome.interactions);
  const committed = new Set(interactions.map(({ description }) => description));
  expect(documented.toSorted()).toEqual([...committed].sort());
});

test("lists every outcome of the documentation", () => {
  const groups = Map.groupBy(outcomes, ({ operation, status }) => `${operation} ${status}`);
  expect(Object.fromEntries([...groups].map(([outcome, group]) => [outcome, group.length]))).toEqual({
    "POST /business/auth 200": 1,
    "POST /business/auth 400": 3,
    "POST /business/auth 401": 1,
    "GET /business/balance 200": 1,
    "GET /business/balance 401": 1,
  });
});
