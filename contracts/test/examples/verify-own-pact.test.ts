import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { COMMITTED_PACTS } from "../../src/pact/paths.ts";
import { createFolder } from "../temporary-folder.ts";

const EXAMPLE = fileURLToPath(new URL("../../examples/verify-own-pact.mjs", import.meta.url));

describe("the example script", () => {
  test("verifies the pact of another service and fails if the sandbox does not match it", async () => {
    const text = readFileSync(join(COMMITTED_PACTS, "auth-core-wakapay-api.json"), "utf8");
    const pact = text.replace('"name": "auth-core"', '"name": "a-shop"');
    expect(await run(createPactFolder(pact))).toContain("2 interactions passed.");
    const wrong = pact.replace('"error": "invalid credentials"', '"error": "wrong password"');
    await expect(run(createPactFolder(wrong))).rejects.toMatchObject({ code: 1 });
  });

  test("fails if there is no pact", async () => {
    await expect(run(createFolder())).rejects.toMatchObject({ code: 1 });
  });
});

async function run(folder: string): Promise<string> {
  return (await promisify(execFile)(process.execPath, [EXAMPLE, folder])).stdout;
}

function createPactFolder(pact: string): string {
  const folder = createFolder();
  writeFileSync(join(folder, "a-shop-wakapay-api.json"), pact);
  return folder;
}
