import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { serve } from "../src/serve.ts";
import { createClient } from "./client.ts";
import { credentials } from "./forms/form.ts";
import { spawnCli } from "./forms/spawn-cli.ts";

const environment = { WAKAPAY_API_KEY: credentials.apiKey, WAKAPAY_API_SECRET: credentials.apiSecret };

test.each(["SIGINT", "SIGTERM"] as const)("prints its URL, and frees its port on %s", async (signal) => {
  const cli = spawnCli(["--port", "0"], environment);
  const line = await cli.ready;
  const [, url = ""] = /^WakaPay sandbox listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(line) ?? [];
  const client = createClient({ fetch, url });
  expect((await client.exchange()).status).toBe(200);
  await fetch(`${url}/_sandbox/faults`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ delayMs: 600_000 }),
  });
  const delayed = expect(client.exchange()).rejects.toThrow();
  await expect
    .poll(async () => await (await fetch(`${url}/_sandbox/journal`)).json())
    .toMatchObject({ exchanges: 2 });
  cli.kill(signal);
  expect(await cli.ended).toEqual({ code: 0, stdout: `${line}\nConsole: ${url}/\n`, stderr: "" });
  await delayed;
  const next = await serve({ credentials: [credentials], port: Number(new URL(url).port) });
  await next.close();
});

test("exits with 1 and one line if the port is in use", async () => {
  const { url, close } = await serve({ credentials: [credentials] });
  const { code, stdout, stderr } = await spawnCli(["--port", new URL(url).port], environment).ended;
  await close();
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(
    /^wakapay-sandbox: Cannot listen on port \d+ of 127\.0\.0\.1: the port is in use\. Choose another port/,
  );
  expect(stderr.trim().split("\n")).toHaveLength(1);
});

test("exits with 2 and a message without a stack for a usage error", async () => {
  const { code, stdout, stderr } = await spawnCli([], {}).ended;
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(
    /^wakapay-sandbox: Set WAKAPAY_API_KEY and .*\nFor usage, run: npx @wakapay\/sandbox --help\n$/,
  );
});

test("exits with 2 for an empty host instead of listening on every interface", async () => {
  const { code, stdout, stderr } = await spawnCli(["--port", "0", "--host", ""], environment).ended;
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(
    "`--host` must be a host name or address, such as 127.0.0.1 (got an empty string).",
  );
});

test.each(["-h", "--help"])("prints every option and variable for %s, without credentials", async (flag) => {
  const { code, stdout, stderr } = await spawnCli([flag], {}).ended;
  expect([code, stderr]).toEqual([0, ""]);
  const options = ["--port", "--host", "--lifetime", "--single-live-token", "WAKAPAY_SANDBOX_PORT"];
  for (const word of [...options, "WAKAPAY_API_KEY", "WAKAPAY_API_SECRET"]) expect(stdout).toContain(word);
});

test("prints the version of the package for --version", async () => {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const { code, stdout } = await spawnCli(["--version"], {}).ended;
  expect([code, stdout]).toEqual([0, `${manifest.version}\n`]);
});

test("prints its URL as JSON with --json", async () => {
  const cli = spawnCli(["--port=0", "--json"], environment);
  const { url, consoleUrl } = JSON.parse(await cli.ready);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(consoleUrl).toBe(`${url}/`);
  cli.kill("SIGTERM");
  await cli.ended;
});

test("exits with 2 for an argument that is not an option", async () => {
  const { code, stderr } = await spawnCli(["4010"], environment).ended;
  expect(code).toBe(2);
  expect(stderr).toContain("Unexpected argument '4010'");
});
