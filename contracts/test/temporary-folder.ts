import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { COMMITTED_PACTS } from "../src/pact/paths.ts";

/** Creates an empty folder that is removed when the test finishes. */
export function createFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "wakapay-contracts-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Copies the committed pacts to a temporary folder and changes the text of each. */
export function copyPacts(change: (text: string) => string = (text) => text): string {
  const folder = createFolder();
  cpSync(COMMITTED_PACTS, folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    writeFileSync(file, change(readFileSync(file, "utf8")));
  }
  return folder;
}
