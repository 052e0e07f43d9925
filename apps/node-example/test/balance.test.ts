import { readFile } from "node:fs/promises";
import { serve } from "@wakapay/sandbox/serve";
import { expect, test } from "vitest";
import { runScript } from "./run-script.ts";

const credentials = { apiKey: "example-key", apiSecret: "example-secret" };
const BALANCE = "src/balance.ts";

function environment(baseUrl: string, apiSecret = credentials.apiSecret): Record<string, string> {
  return { WAKAPAY_BASE_URL: baseUrl, WAKAPAY_API_KEY: credentials.apiKey, WAKAPAY_API_SECRET: apiSecret };
}

test("prints the balance after one token request", async () => {
  const sandbox = await serve({ credentials: [credentials] });
  try {
    const { code, stdout, stderr } = await runScript([BALANCE], environment(sandbox.url));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("currency: 'USD'");
    expect(sandbox.exchanges()).toBe(1);
  } finally {
    await sandbox.close();
  }
});

test("prints one line without a stack for wrong credentials and exits with 1", async () => {
  const sandbox = await serve({ credentials: [credentials] });
  try {
    const { code, stdout, stderr } = await runScript([BALANCE], environment(sandbox.url, "another-secret"));
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^TokenError: .+\n$/);
    expect(stderr).not.toContain("another-secret");
  } finally {
    await sandbox.close();
  }
});

test("prints one line without a stack if the API is unreachable and exits with 1", async () => {
  const sandbox = await serve({ credentials: [credentials] });
  await sandbox.close();
  const { code, stderr } = await runScript([BALANCE], environment(sandbox.url));
  expect(code).toBe(1);
  expect(stderr).toMatch(/^TokenError: .+\n$/);
});

test("names missing variables and a command that works without them", async () => {
  const { code, stderr } = await runScript([BALANCE], { WAKAPAY_API_KEY: "example-key" });
  expect(code).toBe(2);
  expect(stderr).toMatch(/^Missing environment variables: WAKAPAY_BASE_URL, WAKAPAY_API_SECRET\.\n/);
  const command = /use: npx -y pnpm@12 (\S+)\n$/.exec(stderr)?.[1] ?? "";
  const { scripts } = JSON.parse(await readFile(new URL("../../../package.json", import.meta.url), "utf8"));
  expect(Object.keys(scripts)).toContain(command);
});
