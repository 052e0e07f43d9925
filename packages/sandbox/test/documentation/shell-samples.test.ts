import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type ServedSandbox, serve } from "../../src/serve.ts";
import { sample } from "./sample.ts";

// The sandbox is on this machine: a proxy of the environment would stand between.
const env = { ...process.env, NO_PROXY: "127.0.0.1", no_proxy: "127.0.0.1" };

async function output(command: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, { env });
  return stdout;
}

describe("the documentation's command lines, with only the host changed", () => {
  let sandbox: ServedSandbox;
  beforeAll(async () => {
    sandbox = await serve({ credentials: [{ apiKey: "your_api_key", apiSecret: "your_api_secret" }] });
  });
  afterAll(() => sandbox.close());
  const exchangedOnce = () =>
    expect(sandbox.journal().at(-1)).toMatchObject({ path: "/business/auth", status: 200 });

  if (inject("canRun").curl) {
    test("curl exchanges the credentials, and asks for the balance with the token", async () => {
      const answer = JSON.parse(await output("sh", "-c", sample("Authenticate with curl", sandbox.url)));
      expect(answer).toEqual({ accessToken: expect.any(String), expiresIn: 3600 });
      exchangedOnce();

      const shown = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...";
      const line = sample("Use the access token", sandbox.url).replace(shown, answer.accessToken);
      expect(JSON.parse(await output("sh", "-c", line))).toMatchObject({ currency: "USD" });
    });
  }

  if (inject("canRun").python) {
    test("Python exchanges the credentials", async () => {
      const printed = await output("python3", "-c", sample("Authenticate with Python", sandbox.url));
      expect(printed.trim()).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
      exchangedOnce();
    });
  }
});
