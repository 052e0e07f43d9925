import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { serve } from "@wakapay/sandbox/serve";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { credentials, recipeWorld } from "./recipe-world.ts";

const MINUTE = 60_000;

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it("renews only while a request waits for it: serverless", async () => {
  const { sandbox } = recipeWorld();
  const start = Date.now();
  const clock = vi.spyOn(Date, "now").mockReturnValue(start);
  const { handler } = await import("../../recipes/serverless.ts");
  expect(await handler()).toMatchObject({ statusCode: 200 });
  clock.mockReturnValue(start + 58 * MINUTE);
  expect(await handler()).toMatchObject({ statusCode: 200 });
  expect(sandbox.exchanges()).toBe(1);
  clock.mockReturnValue(start + 59.5 * MINUTE);
  expect(await handler()).toMatchObject({ statusCode: 200 });
  expect(sandbox.exchanges()).toBe(2);
});

it("prints the balance: command-line", async () => {
  const { sandbox, printed } = recipeWorld();
  await import("../../recipes/command-line.ts");
  expect(printed).toEqual([[expect.stringContaining("USD")]]);
  expect(process.exitCode).toBeUndefined();
  expect(sandbox.exchanges()).toBe(1);
});

/** Makes a call when most of the token's lifetime has passed and the token endpoint hangs. */
const PROGRAM = `
import { createTokenManager } from "@wakapay/auth-core";
const [baseUrl, credentials, options] = JSON.parse(process.argv[1]);
let elapsedMs = 0;
const wakapay = createTokenManager({
  baseUrl, ...credentials, ...options, allowInsecureLoopback: true, now: () => Date.now() + elapsedMs,
});
await wakapay.getToken();
elapsedMs = ${50 * MINUTE};
await fetch(baseUrl + "/_sandbox/faults", {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ delayMs: ${10 * MINUTE} }),
});
console.log((await wakapay.fetch("/business/balance?currency=USD")).status);
`;

describe("a program whose renewal hangs", () => {
  async function run(options: { readonly renewAfter?: number; readonly deadlineMs?: number }) {
    const sandbox = await serve({ credentials: [credentials] });
    onTestFinished(() => sandbox.close());
    const args = ["--input-type=module", "--eval", PROGRAM];
    const argument = JSON.stringify([sandbox.url, credentials, options]);
    const { stdout } = await promisify(execFile)(process.execPath, [...args, argument]);
    return { stdout, exchanges: sandbox.exchanges() };
  }

  it("exits at once with renewAfter: 1, because no renewal starts", async () => {
    expect(await run({ renewAfter: 1 })).toEqual({ stdout: "200\n", exchanges: 1 });
  });

  it("exits after deadlineMs by default", async () => {
    expect(await run({ deadlineMs: 1_000 })).toEqual({ stdout: "200\n", exchanges: 2 });
  });
});
