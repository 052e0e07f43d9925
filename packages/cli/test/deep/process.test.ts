import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { type ServedSandbox, serve } from "@wakapay/sandbox/serve";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createProgram } from "../../src/program.ts";
import { credentials } from "../run-wakapay.ts";
import { closedPort, startSecureServer, wakapay } from "../start-server.ts";
import { CLI, hasProgram, runCli, runProgram } from "./run-cli.ts";

const BALANCE = ["get", "/business/balance", "-q", "currency=USD"];
const CERTIFICATE = fileURLToPath(
  new URL("../../../auth-core/test/support/tls/certificate.pem", import.meta.url),
);
let sandbox: ServedSandbox;
let env: Record<string, string>;

beforeAll(async () => {
  const big = Response.json("x".repeat(5_000_000));
  sandbox = await serve({
    credentials: [credentials],
    business: (request) => (request.url.endsWith("/big") ? big.clone() : undefined),
  });
  env = {
    WAKAPAY_BASE_URL: sandbox.url,
    WAKAPAY_API_KEY: credentials.apiKey,
    WAKAPAY_API_SECRET: credentials.apiSecret,
  };
});
afterAll(() => sandbox.close());

describe("the installed command", () => {
  test("prints the body to stdout and the errors to stderr", async () => {
    expect(await runCli(BALANCE, env)).toMatchObject({ code: 0, stderr: "" });
    expect(await runCli(["get", "/business/unknown"], env)).toMatchObject({ code: 1 });
    expect(await runCli(["pay"], env)).toMatchObject({ code: 2, stdout: "" });
    const rejected = await runCli(BALANCE, { ...env, WAKAPAY_API_KEY: "another" });
    expect(rejected).toMatchObject({ code: 3, stdout: "" });
  });

  test("ends without an error if the reader closes the pipe", async () => {
    const script = `set -o pipefail; '${process.execPath}' '${CLI}' get /business/big | head -c 10`;
    expect(await runProgram("bash", ["--norc", "-c", script], env)).toEqual({
      code: 0,
      stdout: '"xxxxxxxxx',
      stderr: "",
    });
  });

  test.skipIf(!hasProgram("script", "colors on a terminal"))("colors a terminal only", async () => {
    const command = `'${process.execPath}' '${CLI}' doctor`;
    const run = (variables: Record<string, string>) =>
      runProgram("script", ["-qec", command, "/dev/null"], { ...env, TERM: "xterm-256color", ...variables });
    expect((await run({})).stdout).toContain("\u001b[32m✓\u001b[39m");
    expect((await run({ NO_COLOR: "1" })).stdout).not.toContain("\u001b[3");
    expect((await runCli(["doctor"], env)).stdout).not.toContain("\u001b");
  });

  test("trusts an authority of NODE_EXTRA_CA_CERTS", async () => {
    const address = { ...env, WAKAPAY_BASE_URL: `https://localhost:${await startSecureServer(wakapay())}` };
    const trusting = await runCli(["doctor"], { ...address, NODE_EXTRA_CA_CERTS: CERTIFICATE });
    expect(trusting).toMatchObject({ code: 0, stderr: "" });
    const failing = await runCli(BALANCE, address);
    expect(failing).toMatchObject({ code: 3, stdout: "" });
    expect(failing.stderr).toContain("(DEPTH_ZERO_SELF_SIGNED_CERT)");
    expect(failing.stderr).not.toMatch(/canary|\n\s+at /);
  });

  test("describes a proxy that rejects the connection", async () => {
    const proxy = createServer().on("connect", (_, socket) => socket.end("HTTP/1.1 407 No\r\n\r\n"));
    await once(proxy.listen(0, "127.0.0.1"), "listening");
    const address = proxy.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const { code, stdout } = await runCli(["doctor"], {
      ...env,
      WAKAPAY_BASE_URL: "https://api.wakapay.example",
      HTTPS_PROXY: `http://me:canary-of-the-proxy@127.0.0.1:${port}`,
      NODE_USE_ENV_PROXY: "1",
    });
    proxy.close();
    expect(code).toBe(1);
    expect(stdout).toContain("✗ server      The proxy requires a user and a password (407).");
    expect(stdout).not.toContain("canary");
  });
});

test("describes a proxy that cannot be reached", async () => {
  const { code, stdout } = await runCli(["doctor", "--json"], {
    ...env,
    WAKAPAY_BASE_URL: "https://api.wakapay.example",
    HTTPS_PROXY: `http://me:canary-of-the-proxy@127.0.0.1:${await closedPort()}`,
    NODE_USE_ENV_PROXY: "1",
  });
  expect(code).toBe(1);
  expect(stdout).toContain('"fault":"proxy_failed"');
  expect(stdout).not.toContain("canary");
});

describe("another program", () => {
  test("gets the arguments, and its exit code is passed on", async () => {
    const version = await runCli(["sandbox", "--version"]);
    expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    const unknown = await runCli(["gateway", "--no-such-option"]);
    expect(unknown).toMatchObject({ code: 2, stdout: "" });
    const args = ["sandbox", "run", "--", process.execPath, "-e"];
    expect((await runCli([...args, "process.exit(42)"])).code).toBe(42);
    expect((await runCli([...args, "process.kill(process.pid, 'SIGTERM')"])).code).toBe("SIGTERM");
  });

  test("runs with the command inside", async () => {
    const { code, stdout } = await runCli([
      "sandbox",
      "run",
      "--max-exchanges",
      "1",
      "--",
      process.execPath,
      CLI,
      ...BALANCE,
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ currency: "USD" });
  });

  test.each(["SIGINT", "SIGTERM"] as const)("receives %s", async (signal) => {
    const child = spawn(process.execPath, [CLI, "sandbox", "--port", "0"], { env });
    const closed = once(child, "close");
    await once(child.stdout, "data");
    child.kill(signal);
    expect(await closed).toEqual([0, null]);
  });

  test("has the commands that a shell completes", async () => {
    const { stdout } = await runCli(["gateway", "--help"]);
    const [, list = ""] = /\nCommands:\n(.*?)\n\n/s.exec(stdout) ?? [];
    const names = list.split("\n").map((line) => line.trim().split(" ", 1)[0]);
    expect(createProgram(process, "1.2.3").commands["gateway"]?.positionalChoices).toEqual(names);
  });
});
