import { serve } from "@wakapay/sandbox/serve";
import { expect, test } from "vitest";
import { runScript } from "./run-script.ts";

const credentials = { apiKey: "example-key", apiSecret: "example-secret" };
const BALANCE = "src/balance.ts";

function environment(baseUrl: string, apiSecret = credentials.apiSecret): Record<string, string> {
  return { WAKAPAY_BASE_URL: baseUrl, WAKAPAY_API_KEY: credentials.apiKey, WAKAPAY_API_SECRET: apiSecret };
}

test("the script prints the balance, after one exchange", async () => {
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

test("wrong credentials give one sentence without a stack, and exit code 1", async () => {
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

test("an address where nobody listens gives one sentence without a stack, and exit code 1", async () => {
  const sandbox = await serve({ credentials: [credentials] });
  await sandbox.close();
  const { code, stderr } = await runScript([BALANCE], environment(sandbox.url));
  expect(code).toBe(1);
  expect(stderr).toMatch(/^TokenError: .+\n$/);
});

test("what is missing from the environment is named, and the exit code is 2", async () => {
  const { code, stderr } = await runScript([BALANCE], { WAKAPAY_API_KEY: "example-key" });
  expect(code).toBe(2);
  expect(stderr).toMatch(/^Missing from the environment: WAKAPAY_BASE_URL, WAKAPAY_API_SECRET\..+\n$/);
});
