import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type ServedSandbox, serve } from "../../src/serve.ts";
import { page, sample, samples } from "./sample.ts";

// The sandbox is on this machine: a proxy of the environment would stand between.
const env = { ...process.env, NO_PROXY: "127.0.0.1", no_proxy: "127.0.0.1" };

async function output(command: string, ...args: string[]): Promise<string> {
  return (await promisify(execFile)(command, args, { env })).stdout;
}

let sandbox: ServedSandbox;
beforeAll(async () => {
  sandbox = await serve({ credentials: [{ apiKey: "your_api_key", apiSecret: "your_api_secret" }] });
});
afterAll(() => sandbox.close());

function expectExchange() {
  expect(sandbox.journal().at(-1)).toMatchObject({ path: "/business/auth", status: 200 });
}

test("the samples that are run are those of the documentation's page, but for white space", () => {
  const withoutSpace = (text: string) => text.replace(/\s+/g, "");
  expect(samples.size).toBe(6);
  for (const [name, code] of samples) expect(withoutSpace(page), name).toContain(withoutSpace(code));
});

if (inject("canRun").curl) {
  test("the documentation's curl lines exchange the credentials, and ask for the balance with the token", async () => {
    const answer = JSON.parse(await output("sh", "-c", sample("Authenticate with curl", sandbox.url)));
    expect(answer).toEqual({ accessToken: expect.any(String), expiresIn: 3600 });
    expectExchange();

    const shown = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...";
    const line = sample("Use the access token", sandbox.url).replace(shown, answer.accessToken);
    expect(JSON.parse(await output("sh", "-c", line))).toMatchObject({ currency: "USD" });
  });
}

if (inject("canRun").python) {
  test("the documentation's Python exchanges the credentials", async () => {
    const printed = await output("python3", "-c", sample("Authenticate with Python", sandbox.url));
    expect(printed.trim()).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expectExchange();
  });
}
