import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { COMMITTED_PACTS } from "../../src/pact/paths.ts";
import { createFolder } from "../temporary-folder.ts";

const EXAMPLE = fileURLToPath(new URL("../../examples/verify-own-pact.mjs", import.meta.url));
const PACT = readFileSync(join(COMMITTED_PACTS, "auth-core-wakapay-api.json"), "utf8").replace(
  '"name": "auth-core"',
  '"name": "a-shop"',
);

describe("the example script", () => {
  test("exits with 0 and prints how many interactions passed", async () => {
    const { code, output } = await run(createPactFolder(PACT));
    expect(output).toContain("2 interactions passed.");
    expect(code, output).toBe(0);
  });

  test("does not use a proxy", async () => {
    const proxy = "http://127.0.0.1:9";
    const { code, output } = await run(createPactFolder(PACT), { HTTP_PROXY: proxy, all_proxy: proxy });
    expect(code, output).toBe(0);
  });

  test.each([
    [
      "if the sandbox does not match",
      PACT.replace('"error": "invalid credentials"', '"error": "wrong password"'),
      'a-shop: "a token request with an unknown API key" failed.',
    ],
    [
      "if a provider state is unknown",
      PACT.replace("the credentials are valid", "the moon is full"),
      'Unknown provider state "the moon is full".',
    ],
    [
      "if a pact names another provider",
      PACT.replace('"name": "wakapay-api"', '"name": "wakapay"'),
      'must name the provider "wakapay-api" (got "wakapay").',
    ],
    [
      "if a pact has no interactions",
      PACT.replace(/"interactions": .*,\n {2}"metadata"/s, '"interactions": [],\n  "metadata"'),
      "Only 0 of 0 interactions ran.",
    ],
    ["if a file is not JSON", "{", "is not a pact."],
  ])("exits with 1 and says why %s", async (_, pact, reason) => {
    const { code, output } = await run(createPactFolder(pact));
    expect(output).toContain(reason);
    expect(code).toBe(1);
  });

  test("exits with 1 and says why if a filter leaves out interactions", async () => {
    const { code, output } = await run(createPactFolder(PACT), { PACT_DESCRIPTION: "nothing" });
    expect(output).toContain("Only 0 of 2 interactions ran.");
    expect(code).toBe(1);
  });

  test.each([
    ["an empty folder", ""],
    ["a missing folder", "nowhere"],
  ])("exits with 1 and says why for %s", async (_, name) => {
    const { code, output } = await run(join(createFolder(), name));
    expect(output).toContain("contains no pact.");
    expect(code).toBe(1);
  });
});

function run(
  folder: string,
  variables: Record<string, string> = {},
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, ...variables };
    const child = execFile(process.execPath, [EXAMPLE, folder], { env }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, output: stdout + stderr }),
    );
  });
}

function createPactFolder(pact: string): string {
  const folder = createFolder();
  writeFileSync(join(folder, "a-shop-wakapay-api.json"), pact);
  return folder;
}
