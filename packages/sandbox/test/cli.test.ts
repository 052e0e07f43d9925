import { expect, test } from "vitest";
import { serve } from "../src/serve.ts";
import { createClient } from "./client.ts";
import { credentials } from "./forms/form.ts";
import { spawnedCli } from "./forms/spawn-cli.ts";

const environment = { WAKAPAY_API_KEY: credentials.apiKey, WAKAPAY_API_SECRET: credentials.apiSecret };

test.each(["SIGINT", "SIGTERM"] as const)(
  "it says where it listens, and %s ends it and frees its port",
  async (signal) => {
    const cli = spawnedCli(["--port", "0"], environment);
    const line = await cli.ready;
    const [, url = ""] = /^WakaPay sandbox listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(line) ?? [];
    const client = createClient({ fetch, url });
    expect((await client.exchange()).status).toBe(200);
    await fetch(`${url}/_sandbox/faults`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ delayMs: 600_000 }),
    });
    const held = expect(client.exchange()).rejects.toThrow();
    await expect
      .poll(async () => await (await fetch(`${url}/_sandbox/journal`)).json())
      .toMatchObject({ exchanges: 2 });
    cli.kill(signal);
    expect(await cli.ended).toEqual({ code: 0, stdout: `${line}\n`, stderr: "" });
    await held;
    const next = await serve({ credentials: [credentials], port: Number(new URL(url).port) });
    await next.close();
  },
);

test("a taken port ends it with 1 and the way to choose another", async () => {
  const { url, close } = await serve({ credentials: [credentials] });
  const { code, stdout, stderr } = await spawnedCli(["--port", new URL(url).port], environment).ended;
  await close();
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(
    /^wakapay-sandbox: Cannot listen on port \d+ of 127\.0\.0\.1: the port is taken: choose another, or 0/,
  );
  expect(stderr.trim().split("\n")).toHaveLength(1);
});

test("called wrongly it ends with 2 and says why, without a stack", async () => {
  const { code, stdout, stderr } = await spawnedCli([], {}).ended;
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^wakapay-sandbox: Set WAKAPAY_API_KEY and .*\nSee wakapay-sandbox --help\.\n$/);
});

test("--help tells every option and variable, also without credentials", async () => {
  const { code, stdout } = await spawnedCli(["--help"], {}).ended;
  expect(code).toBe(0);
  for (const word of [
    "--port",
    "--host",
    "--lifetime",
    "--single-live-token",
    "WAKAPAY_API_KEY",
    "WAKAPAY_API_SECRET",
  ]) {
    expect(stdout).toContain(word);
  }
});
