import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { unstable_readConfig } from "wrangler";
import { localGateway } from "./local-gateway.ts";
import { serveGateway } from "./serve-gateway.ts";

const app = fileURLToPath(new URL("../../", import.meta.url));
const SECRETS = { WAKAPAY_API_KEY: "a-canary-key", WAKAPAY_API_SECRET: "a-canary-secret" };

/** Runs one of the gateway's commands to its end. */
async function run(
  script: string,
  args: readonly string[],
  variables: Record<string, string> = {},
): Promise<{ code: unknown; lines: readonly string[]; errors: string }> {
  const env = { ...process.env, ...variables };
  const child = promisify(execFile)(process.execPath, [`${app}scripts/${script}.ts`, ...args], { env });
  const { code = 0, stdout, stderr } = await child.catch((error) => error);
  return { code, lines: String(stdout).trimEnd().split("\n"), errors: String(stderr) };
}

/** What the Worker answers when it is deployed with the bindings of `wrangler.jsonc` and two secrets. */
async function answered(environment: string): Promise<unknown> {
  const { vars } = unstable_readConfig(
    { config: `${app}wrangler.jsonc`, env: environment },
    { hideWarnings: true },
  );
  const gateway = await serveGateway({ variables: { ...Object(vars), ...SECRETS } });
  const answer = await fetch(`${gateway.url}/business/balance`);
  expect(answer.status).toBe(503);
  const text = await answer.text();
  expect(text + (await gateway.close())).not.toContain("canary");
  return JSON.parse(text).faults;
}

test.each(["test", "production"])(
  "pnpm gateway:check %s names what the deployed Worker would answer 503 for, and exits with 1",
  async (environment) => {
    const { code, lines } = await run("gateway-check", [environment]);
    const [title, ...faults] = lines.map((line) => line.trim());
    expect(title).toBe(`${environment}:`);
    expect(faults).toEqual(await answered(environment));
    expect(faults).toContain("policy callers: at least one caller is expected");
    expect(code).toBe(1);
  },
);

test("pnpm gateway:check knows the environments that are deployed, and says which", async () => {
  const { code, errors } = await run("gateway-check", ["nowhere"]);
  expect(errors).toBe("Usage: pnpm gateway:check [test] [production]\n");
  expect(code).toBe(2);
});

test("pnpm gateway:smoke says four times ok of a gateway that is right, and what is wrong of one that is not", async () => {
  const local = await localGateway();
  const right = await run("gateway-smoke", [local.gateway.url], { GATEWAY_KEY: local.key });
  expect(right.lines.map((line) => line.split(" ", 1))).toEqual(Array(4).fill(["ok"]));
  expect(right.code).toBe(0);

  const wrongKey = await run("gateway-smoke", [local.gateway.url], { GATEWAY_KEY: "wgk_canary" });
  expect(wrongKey.lines.map((line) => line.split(" ", 1))).toEqual([["ok"], ["ok"], ["FAILED"]]);
  expect(wrongKey.lines.at(-1)).toMatch(/expected 404, got 401 .*key_refused/);
  expect(wrongKey.code).toBe(1);

  await local.close();
  const gone = await run("gateway-smoke", [local.gateway.url], { GATEWAY_KEY: local.key });
  expect(gone.lines).toHaveLength(1);
  expect(gone.lines[0]).toMatch(/^FAILED {2}the Worker runs: expected 200, got no answer: .*ECONNREFUSED/);
  expect(gone.code).toBe(1);
  for (const { lines, errors } of [right, wrongKey, gone])
    expect(lines.join() + errors).not.toContain("wgk_");
});

test.each([
  ["is down", 500],
  ["answers everything with 200", 200],
])("pnpm gateway:smoke hands no key to a server that is no gateway and %s", async (_, status) => {
  const keys: unknown[] = [];
  const server = createServer(({ headers }, response) => {
    keys.push(headers.authorization);
    response.writeHead(status).end("no gateway");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = Object(server.address());
  const { code, lines } = await run("gateway-smoke", [`http://127.0.0.1:${port}`], {
    GATEWAY_KEY: "wgk_canary",
  });
  server.close();
  expect(keys).toEqual([undefined]);
  expect(lines).toEqual([expect.stringMatching(/^FAILED {2}the Worker runs: expected 200, got /)]);
  expect(code).toBe(1);
});

test.each<[string, readonly string[], string]>([
  ["no address", [], "wgk_canary"],
  ["no URL", ["nonsense"], "wgk_canary"],
  ["http: beyond loopback", ["http://gateway.example"], "wgk_canary"],
  ["another scheme", ["ftp://127.0.0.1"], "wgk_canary"],
  ["an empty key", ["https://gateway.example"], ""],
  ["a blank key", ["https://gateway.example"], " "],
  ["two keys, one a line", ["http://127.0.0.1:9"], "wgk_canary\nwgk_canary"],
  ["two keys, one a line as on Windows", ["http://127.0.0.1:9"], "wgk_canary\r\nwgk_canary"],
  ["two keys in a line", ["http://127.0.0.1:9"], "wgk_canary wgk_canary"],
  ["a key that no header may carry", ["http://127.0.0.1:9"], "wgk_canary…"],
])(
  "pnpm gateway:smoke explains its use where it is called with %s, and sends nothing",
  async (_, args, key) => {
    const { code, lines, errors } = await run("gateway-smoke", args, { GATEWAY_KEY: key });
    expect(errors).toMatch(/^Usage: GATEWAY_KEY=/);
    expect(errors).not.toContain("canary");
    expect(lines).toEqual([""]);
    expect(code).toBe(2);
  },
);

test("pnpm gateway:key prints a key once, and the entry for the policy", async () => {
  const { code, lines } = await run("gateway-key", ["billing"]);
  expect(lines.join("\n").match(/wgk_billing_[0-9A-Za-z]{38}/g)).toHaveLength(1);
  expect(lines.at(-1)).toMatch(/^ {2}"billing": \{ "keys": \["sha256:[0-9a-f]{64}"\]/);
  expect(code).toBe(0);
  for (const name of ["Bad Name", "constructor"]) {
    const refused = await run("gateway-key", [name]);
    expect(refused).toMatchObject({ code: 2, errors: expect.stringContaining("a-z") });
    expect(refused.lines).toEqual([""]);
  }
});
