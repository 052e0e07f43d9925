import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ServedSandbox, serve } from "@wakapay/sandbox/serve";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { credentials, runWakapay } from "./run-wakapay.ts";
import { startServer, wakapay } from "./start-server.ts";

const BALANCE = ["get", "/business/balance", "-q", "currency=USD"];
const PAYOUT = ["post", "/business/payouts", "-d", '{"amount":"10.00"}'];
const folder = mkdtempSync(join(tmpdir(), "wakapay-cli-"));
let sandbox: ServedSandbox;
let variables: Record<string, string>;

/** A route that shows what it received. */
async function received(request: Request): Promise<Response | undefined> {
  const { pathname, search } = new URL(request.url);
  if (pathname === "/business/big") return new Response('{ "amount":\n 12345678901234567890.10 }\n');
  if (pathname === "/business/bytes") return new Response(new Uint8Array([0, 255, 10, 13, 27]));
  if (pathname === "/business/moved") return new Response(null, { status: 302, headers: { location: "/" } });
  if (pathname !== "/business/payouts") return undefined;
  const { headers, method } = request;
  return Response.json({
    call: `${method} ${pathname}${search}`,
    body: await request.text(),
    type: headers.get("content-type"),
    key: headers.get("idempotency-key"),
    agent: headers.get("user-agent"),
  });
}

beforeAll(async () => {
  sandbox = await serve({ credentials: [credentials], business: received });
  variables = {
    WAKAPAY_BASE_URL: sandbox.url,
    WAKAPAY_API_KEY: credentials.apiKey,
    WAKAPAY_API_SECRET: credentials.apiSecret,
  };
});
beforeEach(() => sandbox.reset());
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

/** Compares a call with its transcript. */
async function golden(name: string, args: readonly string[], call: Parameters<typeof runWakapay>[1] = {}) {
  const ended = await runWakapay(args, { variables, ...call });
  await expect(ended.transcript).toMatchFileSnapshot(`golden/${name}.txt`);
  return ended;
}

describe("help", () => {
  test.each(["token", "get", "post", "doctor", "completion"])("describes %s", async (command) => {
    const { code } = await golden(`help-${command}`, [command, "-h"], { variables: {} });
    expect(code).toBe(0);
  });

  test("lists the commands, and the version", async () => {
    await golden("help", ["--help"]);
    const { code, stdout } = await runWakapay(["--version"]);
    expect([code, stdout]).toEqual([0, "1.2.3\n"]);
  });
});

describe("token", () => {
  test("prints a token that the API accepts, with one exchange", async () => {
    const { stdout, stderr } = await golden("token", ["token"]);
    const headers = { authorization: `Bearer ${stdout.trim()}` };
    const response = await fetch(`${sandbox.url}/business/balance?currency=USD`, { headers });
    expect([response.status, stderr, sandbox.exchanges()]).toEqual([200, "", 1]);
  });

  test("prints a header or JSON", async () => {
    await golden("token-header", ["token", "--header"]);
    const { stdout } = await golden("token-json", ["token", "--json"]);
    expect(Date.parse(JSON.parse(stdout).expiresAt)).toBeGreaterThan(Date.now());
    await golden("token-header-and-json", ["token", "--header", "--json"]);
  });

  test("says on a terminal when the token expires, in color unless NO_COLOR is set", async () => {
    await golden("token-terminal", ["token"], { isTTY: true });
    const plain = await runWakapay(["token"], { isTTY: true, variables: { ...variables, NO_COLOR: "1" } });
    expect(plain.stderr).not.toContain("\u001b[2m");
  });
});

describe("a request", () => {
  test("prints the body, and nothing else unless a person watches", async () => {
    const { stdout } = await golden("get", BALANCE);
    await golden("get-json", [...BALANCE, "--json"]);
    await golden("get-terminal", BALANCE, { isTTY: true });
    expect(JSON.parse(stdout)).toMatchObject({ currency: "USD" });
  });

  test("prints every digit of a number and every byte", async () => {
    await golden("get-big", ["get", "/business/big", "--json"]);
    const { stdout } = await runWakapay(["get", "/business/bytes"], { variables });
    expect(Buffer.from(stdout)).toEqual(Buffer.from(Buffer.from([0, 255, 10, 13, 27]).toString()));
  });

  test("sends parameters, a body from a text, a file, or stdin, and the idempotency key", async () => {
    const file = join(folder, "payout.json");
    writeFileSync(file, '{ "amount":\n"10.00" }\n');
    await golden("post", [...PAYOUT, "-q", "a=1,2 & b", "-q", "c=x=y", "--idempotency-key", "payout-17"]);
    const fromFile = await runWakapay(["post", "/business/payouts", "-d", `@${file}`], { variables });
    expect(JSON.parse(fromFile.stdout).body).toBe('{ "amount":\n"10.00" }\n');
    await golden("post-stdin", ["post", "/business/payouts", "-d", "@-"], { stdin: "[1]" });
  });

  test.each(["put", "patch", "delete"])("sends %s", async (verb) => {
    const { stdout } = await runWakapay([verb, "/business/payouts"], { variables });
    expect(JSON.parse(stdout)).toMatchObject({ call: `${verb.toUpperCase()} /business/payouts`, body: "" });
  });

  test("replaces a revoked token once, and sends a POST that was applied only once", async () => {
    sandbox.fault({ route: "business", revoke: true, times: 1 });
    const { code } = await runWakapay(PAYOUT, { variables });
    const posts = sandbox.journal().filter(({ path }) => path.startsWith("/business/payouts"));
    expect([code, sandbox.exchanges(), posts.map(({ status }) => status)]).toEqual([0, 2, [401, 200]]);
  });
});

describe("exit code 1", () => {
  test("follows a response other than 2xx, whose body is printed", async () => {
    await golden("rejected", ["get", "/business/unknown"]);
    await golden("rejected-json", ["get", "/business/unknown", "--json"]);
    await golden("redirected", ["get", "/business/moved"]);
    sandbox.fault({ route: "business", status: 429, retryAfter: 7 });
    await golden("limited", BALANCE);
    sandbox.fault({ route: "business", status: 401 });
    await golden("token-rejected", BALANCE);
  });

  test("follows a connection that failed, and warns that a POST may be applied", async () => {
    sandbox.fault({ route: "business", hangUp: true });
    await golden("hung-up", BALANCE);
    await golden("hung-up-post", PAYOUT);
    sandbox.fault({ route: "business", delayMs: 60_000 });
    await golden("no-response", [...BALANCE, "--timeout", "1"]);
  });
});

describe("a response that ends early", () => {
  test("exits with 1 after its first part", async () => {
    const url = await startServer((request, response) => {
      if (request.method === "POST") wakapay()(request, response);
      else response.writeHead(200, { "content-length": 100 }).write('{"amount":', () => response.destroy());
    });
    const { code, stdout, stderr } = await runWakapay(BALANCE, {
      variables: { ...variables, WAKAPAY_BASE_URL: url },
    });
    expect([code, stdout]).toEqual([1, '{"amount":']);
    expect(stderr).toMatch(/^wakapay get: The request failed: [A-Z_]+\.\n$/);
  });
});

describe("exit code 2", () => {
  test.each([
    ["no-command", []],
    ["unknown-command", ["pay"]],
    ["misspelled-command", ["docter"]],
    ["no-path", ["get"]],
    ["foreign-address", ["get", "https://example.com/business/balance"]],
    ["query-without-value", ["get", "/business/balance", "-q", "currency"]],
    ["get-with-data", ["get", "/business/balance", "-d", "{}"]],
    ["data-not-json", ["post", "/business/payouts", "-d", `{"secret":${credentials.apiSecret}}`]],
    ["data-without-file", ["post", "/business/payouts", "-d", "@missing.json"]],
    ["idempotency-key-with-space", [...PAYOUT, "--idempotency-key", "a b"]],
    ["timeout-zero", [...BALANCE, "--timeout", "0"]],
    ["unknown-profile", [...BALANCE, "--profile", "live"]],
    ["env-file-missing", [...BALANCE, "--env-file", "missing.env"]],
    ["post-without-live", [...PAYOUT, "--profile", "production"]],
  ])("follows arguments that are not valid: %s", async (name, args) => {
    const { transcript } = await runWakapay(args, { variables });
    const hidden = transcript.replaceAll(credentials.apiSecret, "<secret>");
    await expect(hidden).toMatchFileSnapshot(`golden/usage-${name}.txt`);
    expect(transcript).toContain("\nexit code: 2\n");
    expect(sandbox.journal()).toEqual([]);
  });

  test.each([
    ["missing-secret", { WAKAPAY_API_SECRET: "" }],
    ["missing", { WAKAPAY_API_KEY: "", WAKAPAY_API_SECRET: "" }],
    ["white-space", { WAKAPAY_API_SECRET: `${credentials.apiSecret}\n` }],
    ["http-address", { WAKAPAY_BASE_URL: "http://api.wakapay.example" }],
    ["relative-address", { WAKAPAY_BASE_URL: "api.test.wakapay.io" }],
    ["address-with-password", { WAKAPAY_BASE_URL: `https://me:${credentials.apiSecret}@wakapay.example` }],
    ["address-with-route", { WAKAPAY_BASE_URL: "https://api.test.wakapay.io/business" }],
  ])("follows variables that are not valid: %s", async (name, wrong) => {
    const { code } = await golden(`variables-${name}`, BALANCE, { variables: { ...variables, ...wrong } });
    expect([code, sandbox.journal()]).toEqual([2, []]);
  });
});

describe("exit code 3", () => {
  test("follows credentials that WakaPay rejects, or a network without WakaPay", async () => {
    const wrong = { ...variables, WAKAPAY_API_SECRET: "another-secret" };
    await golden("credentials-rejected", BALANCE, { variables: wrong });
    await golden("credentials-rejected-token", ["token"], { variables: wrong });
    sandbox.fault({ status: 429, retryAfter: 3600 });
    await golden("token-limited", PAYOUT);
  });

  test("follows credentials that are rejected when a token is replaced", async () => {
    sandbox.fault({ route: "business", revoke: true, times: 1 });
    sandbox.fault({ skip: 1, status: 401, times: 1 });
    expect((await runWakapay(BALANCE, { variables })).code).toBe(3);
  });
});

describe("profiles", () => {
  const other = { WAKAPAY_PRODUCTION_API_KEY: "another", WAKAPAY_PRODUCTION_API_SECRET: "pair" };

  test("permit a POST on production with --live", async () => {
    const { code } = await runWakapay([...PAYOUT, "--profile", "production", "--live"], { variables });
    expect(code).toBe(0);
  });

  test("need no --live for GET", async () => {
    expect((await runWakapay([...BALANCE, "--profile", "production"], { variables })).code).toBe(0);
  });

  test("treat every address as production that is not known to be harmless", async () => {
    const unknown = { ...variables, WAKAPAY_BASE_URL: "https://api.wakapay.example" };
    await golden("production-address", PAYOUT, { variables: unknown });
    await golden("production-address-test", [...BALANCE, "--profile", "test"], { variables: unknown });
  });

  test("read their own variables only, if one of them is set", async () => {
    const both = { ...variables, ...other, WAKAPAY_PRODUCTION_BASE_URL: sandbox.url };
    const profile = ["--profile", "production"];
    expect((await runWakapay(BALANCE, { variables: both })).code).toBe(0);
    expect((await runWakapay([...BALANCE, ...profile], { variables: both })).code).toBe(3);
    const partly = { ...variables, WAKAPAY_PRODUCTION_API_KEY: "another" };
    await golden("profile-incomplete", [...BALANCE, ...profile], { variables: partly });
    await golden("production-without-address", [...BALANCE, ...profile], {
      variables: { ...variables, WAKAPAY_BASE_URL: "" },
    });
  });
});

describe("--env-file", () => {
  test("adds variables, which the environment and earlier files override", async () => {
    const first = join(folder, "first.env");
    const second = join(folder, "second.env");
    writeFileSync(first, `WAKAPAY_API_KEY="${credentials.apiKey}"\nWAKAPAY_BASE_URL=http://127.0.0.1:9\n`);
    writeFileSync(second, `WAKAPAY_API_KEY=wrong\nWAKAPAY_API_SECRET=${credentials.apiSecret}\n`);
    const files = ["--env-file", first, "--env-file", second];
    const environment = { WAKAPAY_BASE_URL: sandbox.url, WAKAPAY_API_SECRET: "" };
    expect((await runWakapay([...BALANCE, ...files], { variables: environment })).code).toBe(0);
  });

  test("prints nothing of a file", async () => {
    const file = join(folder, "broken.env");
    writeFileSync(file, `WAKAPAY_API_KEY ${credentials.apiKey}\n"${credentials.apiSecret}\n`);
    expect((await runWakapay([...BALANCE, "--env-file", file], { variables: {} })).code).toBe(2);
    expect((await runWakapay([...BALANCE, "--env-file", folder], { variables: {} })).code).toBe(2);
  });
});
