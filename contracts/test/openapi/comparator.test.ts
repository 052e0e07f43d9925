import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { COMMITTED } from "../../src/directories.ts";
import { departures } from "../../src/openapi/departures.ts";
import { openApiDocument } from "../../src/openapi/openapi-document.ts";

// Requests that break the document on purpose, to be refused. Everything else that departs from it is a fault.
const DELIBERATE = [
  "an exchange as a form: request.content-type.incompatible",
  "an exchange whose JSON has no Content-Type: request.content-type.missing",
  "an exchange whose JSON is labelled as text: request.content-type.incompatible",
];

test("the pacts ask and expect nothing that the OpenAPI document does not say, but for the deliberate requests", async () => {
  const pacts = readdirSync(COMMITTED).map((name) => readFileSync(join(COMMITTED, name), "utf8"));
  const all = await Promise.all(pacts.map((pact) => found(JSON.parse(pact))));
  expect(all.flat().sort()).toEqual(DELIBERATE);
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
  ["a page", { headers: { "Content-Type": ["text/html"] } }, "response.content-type.incompatible"],
])("a pact that expects %s is told apart from the document", async (_, response, code) => {
  const pact = JSON.parse(readFileSync(join(COMMITTED, "auth-core-wakapay-api.json"), "utf8"));
  const [first] = pact.interactions;
  const changed = { ...first, response: { ...first.response, matchingRules: {}, ...response } };
  const all = await found({ ...pact, interactions: [changed] });
  expect(all.map((departure) => departure.split(": ")[1])).toContain(code);
});

async function found(pact: object): Promise<string[]> {
  const all = await departures(openApiDocument(), pact);
  return all.map(({ code, mockDetails }) => `${mockDetails?.interactionDescription}: ${code}`);
}

function json(content: object): object {
  return { content, contentType: "application/json", encoded: false };
}
