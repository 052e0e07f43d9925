import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { run } from "../forms/run-module.ts";
import { spawnCli } from "../forms/spawn-cli.ts";

/** Windows has no signals and no permission to execute files. */
const posixTest = test.skipIf(process.platform === "win32");

test("counts delayed requests as faults, and requests before a reset", async () => {
  const code = `
    await post("/_sandbox/faults", { delayMs: 1, times: 1 });
    await exchange();
    await post("/_sandbox/reset", {});
    await call(await exchange());
  `;
  expect(await run(code).ended).toMatchObject({
    stderr: "wakapay-sandbox: 2 exchanges, 1 authorized call, 1 fault played\n",
  });
});

test("starts with a scenario, and accepts the generated credentials only", async () => {
  const folder = await mkdtemp(join(tmpdir(), "wakapay-sandbox-run-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "scenario.json");
  const credentials = [{ apiKey: "key-of-the-file", apiSecret: "secret-of-the-file" }];
  await writeFile(file, JSON.stringify({ credentials, faults: [{ status: 503, times: 1 }] }));
  const code = `
    const statusOf = async (pair) => (await post("/business/auth", pair)).status;
    console.log(await statusOf({ apiKey, apiSecret }), await statusOf({ apiKey, apiSecret }));
    console.log(await statusOf({ apiKey: "key-of-the-file", apiSecret: "secret-of-the-file" }));
  `;
  expect(await run(code, { args: ["--scenario", file] }).ended).toEqual({
    code: 0,
    stdout: "503 200\n401\n",
    stderr: "wakapay-sandbox: 3 exchanges, 0 authorized calls, 1 fault played\n",
  });
});

test("prints the summary as the last line of stdout with --json", async () => {
  const { code, stdout, stderr } = await run("await call(await exchange())", { args: ["--json"] }).ended;
  expect([code, stderr]).toEqual([0, ""]);
  expect(JSON.parse(stdout)).toEqual({
    requests: 2,
    exchanges: 1,
    failedExchanges: 0,
    authorizedCalls: 1,
    faultsPlayed: 0,
  });
});

test("generates credentials for the run, and keeps the other variables", async () => {
  const variables = { WAKAPAY_API_KEY: "live-key", WAKAPAY_API_SECRET: "live-secret", OTHER: "kept" };
  const code = "console.log(JSON.stringify([url, apiKey, apiSecret, process.env.OTHER]))";
  const { stdout } = await run(code, { variables }).ended;
  const [url, apiKey, apiSecret, other] = JSON.parse(stdout);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(other).toBe("kept");
  expect([apiKey, apiSecret]).not.toContain("live-key");
  expect([apiKey, apiSecret]).not.toContain("live-secret");
});

test("starts behind a proxy that cannot reach the sandbox", async () => {
  const variables = {
    NODE_USE_ENV_PROXY: "1",
    HTTP_PROXY: "http://127.0.0.1:9",
    http_proxy: "http://127.0.0.1:9",
  };
  expect(await run("console.log('started')", { variables }).ended).toMatchObject({ stdout: "started\n" });
});

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "passes %s on and waits for the command",
  async (signal) => {
    const cli = run(`
    process.once(${JSON.stringify(signal)}, (name) => { console.log(name); process.exit(5); });
    setInterval(() => {}, 1000);
    console.log("ready");
  `);
    expect(await cli.ready).toBe("ready");
    cli.kill(signal);
    expect(await cli.ended).toMatchObject({ code: 5, stdout: `ready\n${signal}\n` });
  },
);

posixTest.each(["SIGINT", "SIGTERM", "SIGKILL"] as const)(
  "ends by %s if the command does",
  async (signal) => {
    const { code, stderr } = await run(`process.kill(process.pid, ${JSON.stringify(signal)})`).ended;
    expect(code).toBe(signal);
    expect(stderr).toContain("0 exchanges");
  },
);

test.each([
  ["1 of them failed.", 'await post("/business/auth", { apiKey, apiSecret: "wrong" }); await exchange()'],
  [
    "allow one for each revocation.",
    `await call(await exchange());
     await post("/_sandbox/faults", { route: "business", revoke: true, times: 1 });
     await call(await exchange());`,
  ],
])("says about too many exchanges: %s", async (advice, code) => {
  const { stderr } = await run(code, { args: ["--max-exchanges=1"] }).ended;
  expect(stderr).toContain(advice);
  expect(stderr).not.toContain("Reuse the token");
});

test("warns if no request reached the sandbox", async () => {
  const warning = "No request reached the sandbox. Make sure that the command uses WAKAPAY_BASE_URL.";
  for (const args of [[], ["--json"]]) {
    const { code, stderr } = await run('await fetch(url + "/_sandbox/healthz")', { args }).ended;
    expect([code, stderr.includes(warning)]).toEqual([0, true]);
  }
  expect((await run('await call("none")').ended).stderr).not.toContain(warning);
});

test("counts the exchanges of a rejected key too", async () => {
  const code = `await post("/business/auth", { apiKey, apiSecret: "wrong" })`;
  expect(await run(code, { args: ["--max-exchanges=0"] }).ended).toMatchObject({ code: 120 });
});

test("accepts as many exchanges as --max-exchanges says", async () => {
  const variables = { WAKAPAY_SANDBOX_MAX_EXCHANGES: "1" };
  expect(await run("await exchange()", { variables }).ended).toMatchObject({ code: 0 });
});

test("exits with the command's code if it failed with too many exchanges", async () => {
  const { code, stderr } = await run("await exchange(); process.exit(7)", { args: ["--max-exchanges=0"] })
    .ended;
  expect(code).toBe(7);
  expect(stderr).toContain("Too many exchanges");
});

test("starts npm, which is a script on Windows", async () => {
  const variables = { PATH: process.env["PATH"] ?? "", SYSTEMROOT: process.env["SYSTEMROOT"] ?? "" };
  const { code, stdout } = await spawnCli(["run", "--", "npm", "--version"], variables).ended;
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+/);
});

test("exits with 127 and one line for a command that does not exist", async () => {
  const { code, stderr } = await spawnCli(["run", "--", "no-such-command"], {}).ended;
  expect(code).toBe(127);
  expect(stderr).toContain("wakapay-sandbox: Cannot start `no-such-command`: there is no such program.");
});

test("says how to run a shell command", async () => {
  const { code, stderr } = await spawnCli(["run", "--", "echo a && echo b"], {}).ended;
  expect(code).toBe(127);
  expect(stderr).toContain('For a shell command, write `-- sh -c "echo a && echo b"`.');
});

posixTest("exits with 126 for a file that cannot be executed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "wakapay-sandbox-run-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "text");
  await writeFile(file, "");
  const { code, stderr } = await spawnCli(["run", "--", file], {}).ended;
  expect(code).toBe(126);
  expect(stderr).toContain("EACCES");
});

test.each([
  [[], "Write the command to run after `--`"],
  [["--port", "4010", "--", "npm", "test"], "Unknown option `--port`."],
  [["--max-exchanges", "--", "npm", "test"], "`--max-exchanges` needs a value"],
  [["--max-exchanges=many", "--", "npm", "test"], "`--max-exchanges` must be a whole number"],
])("exits with 2 for the arguments %j", async (args, message) => {
  const { code, stderr } = await spawnCli(["run", ...args], {}).ended;
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).toContain("For usage, run: npx @wakapay/sandbox run --help");
});

test("prints its own options for --help", async () => {
  const { code, stdout } = await spawnCli(["run", "--help"], {}).ended;
  expect(code).toBe(0);
  for (const word of ["--max-exchanges", "WAKAPAY_BASE_URL", "120"]) expect(stdout).toContain(word);
});
