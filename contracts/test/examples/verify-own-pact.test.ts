import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { COMMITTED } from "../../src/directories.ts";

const EXAMPLE = fileURLToPath(new URL("../../examples/verify-own-pact.ts", import.meta.url));

test("the documented script verifies a stranger's pact, and fails where the sandbox departs from it", async () => {
  const text = readFileSync(join(COMMITTED, "auth-core-wakapay-api.json"), "utf8");
  const pact = text.replace('"name": "auth-core"', '"name": "a-shop"');
  const held = await run(folderWith(pact));
  expect(held).toContain("2 interactions held.");
  const drifted = pact.replace('"error": "invalid credentials"', '"error": "wrong password"');
  await expect(run(folderWith(drifted))).rejects.toMatchObject({ code: 1 });
});

test("the documented script fails where there is nothing to verify", async () => {
  await expect(run(folderWith(undefined))).rejects.toMatchObject({ code: 1 });
});

async function run(folder: string): Promise<string> {
  return (await promisify(execFile)(process.execPath, [EXAMPLE, folder])).stdout;
}

function folderWith(pact: string | undefined): string {
  const folder = mkdtempSync(join(tmpdir(), "wakapay-stranger-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  if (pact !== undefined) writeFileSync(join(folder, "a-shop-wakapay-api.json"), pact);
  return folder;
}
