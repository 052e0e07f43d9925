import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { canonical } from "./canonical.ts";
import { COMMITTED, WRITTEN } from "./directories.ts";

// `pnpm contracts:accept`, after the consumer tests: what they wrote becomes the committed pacts.
rmSync(COMMITTED, { recursive: true, force: true });
mkdirSync(COMMITTED);
for (const name of readdirSync(WRITTEN)) {
  writeFileSync(join(COMMITTED, name), canonical(readFileSync(join(WRITTEN, name), "utf8")));
  process.stdout.write(`accepted ${join("contracts/pacts", name)}\n`);
}
