import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type ServedSandbox, serve } from "../../src/serve.ts";
import { page, sample, samples } from "./sample.ts";

async function output(command: string, ...args: string[]): Promise<string> {
  return (await promisify(execFile)(command, args)).stdout;
}

let sandbox: ServedSandbox;
beforeAll(async () => {
  sandbox = await serve({ credentials: [{ apiKey: "your_api_key", apiSecret: "your_api_secret" }] });
});
afterAll(() => sandbox.close());

function expectExchange() {
  expect(sandbox.journal().at(-1)).toMatchObject({ path: "/business/auth", status: 200 });
}

test("runs the samples of the documentation's page, apart from white space", () => {
  const withoutSpace = (text: string) => text.replace(/\s+/g, "");
  expect(samples.size).toBe(6);
  for (const [name, code] of samples) expect(withoutSpace(page), name).toContain(withoutSpace(code));
});

if (inject("machine").curl) {
  test("gets a token and the balance with the documentation's curl commands", async () => {
    const issued = JSON.parse(await output("sh", "-c", sample("Authenticate with curl", sandbox.url)));
    expect(issued).toEqual({ accessToken: expect.any(String), expiresIn: 3600 });
    expectExchange();

    const shown = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...";
    const line = sample("Use the access token", sandbox.url).replace(shown, issued.accessToken);
    expect(JSON.parse(await output("sh", "-c", line))).toMatchObject({ currency: "USD" });
  });
}

if (inject("machine").python) {
  test("gets a token with the documentation's Python", async () => {
    const printed = await output("python3", "-c", sample("Authenticate with Python", sandbox.url));
    expect(printed.trim()).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expectExchange();
  });
}
