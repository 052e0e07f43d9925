import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { comparePact } from "../../src/openapi/compare-pact.ts";
import { readOpenApiDocument } from "../../src/openapi/openapi-document.ts";
import { COMMITTED_PACTS } from "../../src/pact/paths.ts";

// These requests violate the document on purpose, so that the API rejects them.
const DELIBERATE = [
  "a token request with JSON and no Content-Type: request.content-type.missing",
  "a token request with JSON as text/plain: request.content-type.incompatible",
  "a token request with a form: request.content-type.incompatible",
];

test("the committed pacts match the OpenAPI document, except for invalid requests", async () => {
  const pacts = readdirSync(COMMITTED_PACTS).map((name) => readFileSync(join(COMMITTED_PACTS, name), "utf8"));
  const found = await Promise.all(pacts.map((pact) => compare(JSON.parse(pact))));
  expect(found.flat().sort()).toEqual(DELIBERATE);
});

const TOKEN = { accessToken: "eyJan.exam.ple", expiresIn: 3600 };

test.each([
  ["an undocumented status", { status: 418 }, "response.status.unknown"],
  ["a lifetime as text", { body: json({ ...TOKEN, expiresIn: "3600" }) }, "response.body.incompatible"],
  [
    "an undocumented field",
    { body: json({ ...TOKEN, refreshToken: "another" }) },
    "response.body.incompatible",
  ],
  ["HTML", { headers: { "Content-Type": ["text/html"] } }, "response.content-type.incompatible"],
])("reports a pact that expects %s", async (_, response, code) => {
  const pact = JSON.parse(readFileSync(join(COMMITTED_PACTS, "auth-core-wakapay-api.json"), "utf8"));
  const [, interaction] = pact.interactions;
  const changed = { ...interaction, response: { ...interaction.response, matchingRules: {}, ...response } };
  const found = await compare({ ...pact, interactions: [changed] });
  expect(found.map((line) => line.split(": ")[1])).toContain(code);
});

async function compare(pact: object): Promise<string[]> {
  const found = await comparePact(readOpenApiDocument(), pact);
  return found.map(({ code, mockDetails }) => `${mockDetails?.interactionDescription}: ${code}`);
}

function json(content: object): object {
  return { content, contentType: "application/json", encoded: false };
}
