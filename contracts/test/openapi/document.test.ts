import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { createValidator } from "../../src/openapi/create-validator.ts";
import { listOutcomes } from "../../src/openapi/documented-outcomes.ts";
import { generatePublishedDocument } from "../../src/openapi/generate-published-document.ts";
import { generateWireTypes } from "../../src/openapi/generate-wire-types.ts";
import { readOpenApiDocument } from "../../src/openapi/openapi-document.ts";
import { OPENAPI, PUBLISHED_DOCUMENT, WIRE_TYPES } from "../../src/pact/paths.ts";

test("redocly reports no warning and no error for the document", async () => {
  const manifest = createRequire(import.meta.url).resolve("@redocly/cli/package.json");
  const cli = fileURLToPath(new URL("bin/cli.js", `file://${manifest}`));
  const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  const { stderr } = await promisify(execFile)(process.execPath, [cli, "lint", OPENAPI], { env });
  expect(stderr).not.toMatch(/warning|error/i);
});

test("every example of the document matches the document's schemas", () => {
  const validate = createValidator(readOpenApiDocument());
  const examples = listOutcomes(readOpenApiDocument()).filter(({ body }) => body !== undefined);
  expect(examples).toHaveLength(5);
  for (const { operation, status, body } of examples) {
    const [method = "", path = ""] = operation.split(" ");
    const headers = { "content-type": "application/json" };
    const response = { status, headers, body: JSON.stringify(body) };
    expect(validate({ interaction: "", method, path }, response), operation).toEqual([]);
  }
});

test("the committed wire types are those that the document generates", async () => {
  const generated = await generateWireTypes(readOpenApiDocument());
  const hint = "To update them, run `npx -y pnpm@12 contracts:accept`.";
  expect(readFileSync(WIRE_TYPES, "utf8"), hint).toBe(generated);
});

test("the sandbox ships this document without the names of interactions", () => {
  const generated = generatePublishedDocument(readOpenApiDocument());
  const hint = "To update it, run `npx -y pnpm@12 contracts:accept`.";
  expect(readFileSync(PUBLISHED_DOCUMENT, "utf8"), hint).toBe(generated);
});
