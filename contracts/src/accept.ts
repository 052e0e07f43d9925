import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { canonical } from "./canonical.ts";
import { COMMITTED, WIRE_TYPES, WRITTEN } from "./directories.ts";
import { generateWireTypes } from "./openapi/generate-wire-types.ts";
import { openApiDocument } from "./openapi/openapi-document.ts";

// `pnpm contracts:accept`, after the consumer tests: what they wrote becomes the committed pacts, and what
// openapi.yaml says the committed wire types.
rmSync(COMMITTED, { recursive: true, force: true });
mkdirSync(COMMITTED);
for (const name of readdirSync(WRITTEN)) {
  writeFileSync(join(COMMITTED, name), canonical(readFileSync(join(WRITTEN, name), "utf8")));
  process.stdout.write(`accepted contracts/pacts/${name}\n`);
}
writeFileSync(WIRE_TYPES, await generateWireTypes(openApiDocument()));
process.stdout.write("accepted contracts/src/openapi/wire-types.ts\n");
