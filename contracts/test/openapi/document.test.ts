import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { OPENAPI, WIRE_TYPES } from "../../src/directories.ts";
import { answerJudge } from "../../src/openapi/answer-judge.ts";
import { documentedOutcomes } from "../../src/openapi/documented-outcomes.ts";
import { generateWireTypes } from "../../src/openapi/generate-wire-types.ts";
import { openApiDocument } from "../../src/openapi/openapi-document.ts";

test("redocly finds nothing to say against the document", async () => {
  const package_ = createRequire(import.meta.url).resolve("@redocly/cli/package.json");
  const cli = fileURLToPath(new URL("bin/cli.js", `file://${package_}`));
  const options = {
    env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" },
  };
  const { stderr } = await promisify(execFile)(process.execPath, [cli, "lint", OPENAPI], options);
  expect(stderr).not.toMatch(/warning|error/i);
});

test("every example in the document is valid by the document's own schemas", () => {
  const judge = answerJudge(openApiDocument());
  const shown = documentedOutcomes(openApiDocument()).filter(({ body }) => body !== undefined);
  expect(shown).toHaveLength(5);
  for (const { operation, status, body } of shown) {
    const [method = "", path = ""] = operation.split(" ");
    const headers = { "content-type": "application/json" };
    const answer = { status, headers, body: JSON.stringify(body) };
    expect(judge({ interaction: "", method, path }, answer), operation).toEqual([]);
  }
});

test("the committed wire types are what the document generates", async () => {
  const generated = await generateWireTypes(openApiDocument());
  const hint = "pnpm contracts:accept writes them";
  expect(readFileSync(WIRE_TYPES, "utf8"), hint).toBe(generated);
});
