import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generatePublishedDocument } from "../openapi/generate-published-document.ts";
import { generateWireTypes } from "../openapi/generate-wire-types.ts";
import { readOpenApiDocument } from "../openapi/openapi-document.ts";
import { canonicalize } from "../pact/canonicalize.ts";
import { COMMITTED_PACTS, PUBLISHED_DOCUMENT, WIRE_TYPES, WRITTEN_PACTS } from "../pact/paths.ts";

// `npx -y pnpm@12 contracts:accept` runs this after the consumer tests. It replaces the committed
// pacts with those that the tests wrote. It makes the wire types, and the document that the sandbox
// ships, from openapi.yaml.
rmSync(COMMITTED_PACTS, { recursive: true, force: true });
mkdirSync(COMMITTED_PACTS);
for (const name of readdirSync(WRITTEN_PACTS)) {
  const pact = canonicalize(readFileSync(join(WRITTEN_PACTS, name), "utf8"));
  writeFileSync(join(COMMITTED_PACTS, name), pact);
  process.stdout.write(`Accepted contracts/pacts/${name}\n`);
}
writeFileSync(WIRE_TYPES, await generateWireTypes(readOpenApiDocument()));
process.stdout.write("Accepted contracts/src/openapi/wire-types.ts\n");
writeFileSync(PUBLISHED_DOCUMENT, generatePublishedDocument(readOpenApiDocument()));
process.stdout.write("Accepted packages/sandbox/src/api/openapi.json\n");
