import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startCommand } from "@wakapay/command";
import { generatePublishedDocument } from "../openapi/generate-published-document.ts";
import { generateWireTypes } from "../openapi/generate-wire-types.ts";
import { readOpenApiDocument } from "../openapi/openapi-document.ts";
import { canonicalize } from "../pact/canonicalize.ts";
import { COMMITTED_PACTS, PUBLISHED_DOCUMENT, WIRE_TYPES, WRITTEN_PACTS } from "../pact/paths.ts";
import { versions } from "./versions.ts";

process.exitCode = await startCommand(
  {
    name: "contracts:accept",
    invocation: "npx -y pnpm@12 contracts:accept",
    summary:
      "Runs the consumer tests, and replaces the committed pacts with those that they write. Makes the wire types, and the document that the sandbox ships, from openapi.yaml.",
    variablePrefix: "WAKAPAY_ACCEPT",
    flags: [],
    details: "Exit codes: 0 if the pacts are replaced, 1 if a test fails, 2 for invalid arguments.",
    async run(_, { print }) {
      runConsumerTests();
      rmSync(COMMITTED_PACTS, { recursive: true, force: true });
      mkdirSync(COMMITTED_PACTS);
      for (const name of readdirSync(WRITTEN_PACTS)) {
        const pact = canonicalize(readFileSync(join(WRITTEN_PACTS, name), "utf8"));
        writeFileSync(join(COMMITTED_PACTS, name), pact);
        print(`Accepted contracts/pacts/${name}`);
      }
      writeFileSync(WIRE_TYPES, await generateWireTypes(readOpenApiDocument()));
      print("Accepted contracts/src/openapi/wire-types.ts");
      writeFileSync(PUBLISHED_DOCUMENT, generatePublishedDocument(readOpenApiDocument()));
      print("Accepted packages/sandbox/src/api/openapi.json");
      return 0;
    },
  },
  versions(),
);

function runConsumerTests(): void {
  const vitest = fileURLToPath(new URL("vitest.mjs", import.meta.resolve("vitest/package.json")));
  const { status } = spawnSync(process.execPath, [vitest, "run", "--project", "consumers"], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    stdio: "inherit",
  });
  if (status !== 0) throw new Error("The consumer tests failed, so the committed pacts stay as they are.");
}
