import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { COMMITTED } from "../../src/directories.ts";
import { documentedOutcomes } from "../../src/openapi/documented-outcomes.ts";
import { openApiDocument } from "../../src/openapi/openapi-document.ts";

interface Written {
  readonly description: string;
  readonly request: { readonly method: string; readonly path: string };
  readonly response: { readonly status: number; readonly body?: { readonly content: object } };
}

const outcomes = documentedOutcomes(openApiDocument());
const interactions: Written[] = readdirSync(COMMITTED).flatMap(
  (name) => JSON.parse(readFileSync(join(COMMITTED, name), "utf8")).interactions,
);

test.each(outcomes)(
  "$operation, $status: the documented outcome is held by interactions that say the same",
  (outcome) => {
    expect(outcome.interactions).not.toEqual([]);
    for (const description of outcome.interactions) {
      const holding = interactions.filter((interaction) => interaction.description === description);
      expect(holding, description).not.toEqual([]);
      for (const { request, response } of holding) {
        expect(`${request.method} ${request.path}`, description).toBe(outcome.operation);
        expect(response.status, description).toBe(outcome.status);
        expect(response.body?.content, description).toEqual(outcome.body);
      }
    }
  },
);

test("every interaction holds exactly one documented outcome", () => {
  const documented = outcomes.flatMap((outcome) => outcome.interactions);
  const written = new Set(interactions.map(({ description }) => description));
  expect(documented.toSorted()).toEqual([...written].sort());
});

test("the outcomes are the documentation's: five of an exchange, two of a token's use", () => {
  const counted = Map.groupBy(outcomes, ({ operation, status }) => `${operation} ${status}`);
  expect(Object.fromEntries([...counted].map(([outcome, all]) => [outcome, all.length]))).toEqual({
    "POST /business/auth 200": 1,
    "POST /business/auth 400": 3,
    "POST /business/auth 401": 1,
    "GET /business/balance 200": 1,
    "GET /business/balance 401": 1,
  });
});
