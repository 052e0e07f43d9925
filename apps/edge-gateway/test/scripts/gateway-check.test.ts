import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { unstable_readConfig } from "wrangler";
import { serveGateway } from "../http/serve-gateway.ts";
import { app, runCommand } from "./run-command.ts";

const POLICY = {
  callers: {
    billing: { keys: [], burst: "small", routes: [{ methods: ["GET"], path: "/business/balance" }] },
    operations: { keys: [], operator: true, routes: [{ methods: ["GET"], path: "/business/balance" }] },
  },
};
const KEY = `wgk_billing_${"canary".repeat(7)}`;

/** A copy of the gateway that a test can change, in a folder with spaces. */
let copy: string;
beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), "wakapay gateway check-"));
  for (const part of ["package.json", "policy", "scripts", "src"])
    await cp(app + part, join(copy, part), { recursive: true });
  await symlink(`${app}node_modules`, join(copy, "node_modules"));
  for (const environment of ["test", "production"])
    await writeFile(join(copy, `policy/${environment}.json`), JSON.stringify(POLICY));
});
afterAll(() => rm(copy, { recursive: true }));

/** Runs gateway:check for production, with these members of the environment changed. */
async function checkWith(change: object): Promise<readonly string[]> {
  const text = await readFile(`${app}wrangler.jsonc`, "utf8");
  const config = JSON.parse(text.replaceAll(/^ *\/\/.*$/gm, ""));
  config.env.production.vars.WAKAPAY_BASE_URL = "https://api.example";
  Object.assign(
    config.env.production,
    { routes: [{ pattern: "gateway.example", custom_domain: true }] },
    change,
  );
  await writeFile(join(copy, "wrangler.jsonc"), JSON.stringify(config));
  return check();
}

/** Runs gateway:check for production. */
async function check(): Promise<readonly string[]> {
  const { code, lines, errors } = await runCommand("gateway-check", ["production"], { folder: copy });
  expect(errors).toBe("");
  expect(code).toBe(lines[0] === "production: ok" ? 0 : 1);
  expect(lines.join()).not.toMatch(/canary/);
  return lines.map((line) => line.trim());
}

/**
 * The faults that the deployed Worker logs with the variables of `wrangler.jsonc` and two secrets.
 */
async function faultsOfWorker(environment: string): Promise<readonly string[]> {
  const config = unstable_readConfig(
    { config: `${app}wrangler.jsonc`, env: environment },
    { hideWarnings: true },
  );
  const secrets = { WAKAPAY_API_KEY: "a-canary-key", WAKAPAY_API_SECRET: "a-canary-secret" };
  const gateway = await serveGateway({ variables: { ...Object(config.vars), ...secrets } });
  const response = await fetch(`${gateway.url}/business/balance`);
  expect(response.status).toBe(503);
  const printed = (await response.text()) + (await gateway.close());
  expect(printed).not.toContain("canary");
  const [line = ""] = printed.match(/\{"event":"misconfigured".*\}/) ?? [];
  return JSON.parse(line).faults;
}

describe("gateway:check", () => {
  test.each(["test", "production"])("prints the faults that the Worker of %s would log", async (name) => {
    const { code, lines } = await runCommand("gateway-check", [name]);
    const [title, ...faults] = lines.map((line) => line.trim());
    expect(title).toBe(`${name}:`);
    expect(faults).toEqual(await faultsOfWorker(name));
    expect(faults).toContain("policy callers must contain at least one caller");
    expect(code).toBe(1);
  });

  test("accepts the names of deployed environments only", async () => {
    const { code, errors } = await runCommand("gateway-check", ["nowhere"]);
    expect(errors).toBe("Usage: npx -y pnpm@12 gateway:check [test] [production]\n");
    expect(code).toBe(2);
  });

  test("prints ok for a correct deployment, and every fault of another", async () => {
    expect(await checkWith({})).toEqual(["production: ok"]);
    expect(
      await checkWith({
        vars: { GATEWAY_ENVIRONMENT: "test", WAKAPAY_BASE_URL: "https://gateway.example" },
        durable_objects: { bindings: [] },
        ratelimits: [],
      }),
    ).toEqual([
      "production:",
      "policy callers.billing.burst has no rate-limit binding",
      "TOKEN_BROKER is missing. Deploy with --env.",
      "GATEWAY_ENVIRONMENT must be production",
      "WAKAPAY_BASE_URL must not be the gateway's own address: a route of wrangler.jsonc matches it",
    ]);
  });

  test("rejects another Worker's broker", async () => {
    const brokerOf = (script_name: string) => ({
      durable_objects: { bindings: [{ name: "TOKEN_BROKER", class_name: "TokenBroker", script_name }] },
    });
    expect(await checkWith(brokerOf("wakapay-edge-gateway-production"))).toEqual(["production: ok"]);
    expect(await checkWith(brokerOf("wakapay-edge-gateway-test"))).toEqual([
      "production:",
      "TOKEN_BROKER must be this Worker's own: remove script_name",
    ]);
  });

  test("rejects a namespace_id that is used twice, also in two environments", async () => {
    const ratelimits = (ids: readonly string[]) => ({
      ratelimits: ["BURST_SMALL", "BURST_LARGE"].map((name, index) => ({
        name,
        namespace_id: ids[index],
        simple: { limit: 20, period: 10 },
      })),
    });
    const fault = (name: string) =>
      `ratelimits ${name} must have a namespace_id that no other rate limit uses`;
    expect(await checkWith(ratelimits(["3001", "3003"]))).toEqual(["production: ok"]);
    expect(await checkWith(ratelimits(["7", "7"]))).toEqual([
      "production:",
      fault("BURST_SMALL"),
      fault("BURST_LARGE"),
    ]);
    expect(await checkWith(ratelimits(["3001", "2001"]))).toEqual(["production:", fault("BURST_LARGE")]);
  });

  test("rejects an environment that overrides the logs or opens workers.dev", async () => {
    expect(
      await checkWith({ workers_dev: true, observability: { enabled: true, traces: { enabled: true } } }),
    ).toEqual([
      "production:",
      "workers_dev must be false: it opens a second address",
      "observability.logs.invocation_logs must be false: invocation logs contain raw URLs",
      "observability.traces.enabled must be false: traces contain raw URLs",
    ]);
  });

  describe("says which file cannot be read, and where, without its content", () => {
    afterEach(() => writeFile(join(copy, "policy/production.json"), JSON.stringify(POLICY)));

    test.each<[string, string]>([
      [`{ "callers": { ${KEY} } }`, "is not valid JSON: line 1, column 16: expected a name in double quotes"],
      [`{ "callers": {} }\n// ${KEY}`, "is not valid JSON: line 2, column 1: comments are not allowed"],
      [
        '{ "callers": {\n"a": { "readOnly": true,\n"readOnly": false } } }',
        "is not valid JSON: line 3, column 1: duplicate member",
      ],
      [KEY, "is not valid JSON: line 1, column 1: expected a value"],
      ["", "is missing or empty"],
      [" \n", "is missing or empty"],
    ])("policy %j", async (text, fault) => {
      await checkWith({});
      await writeFile(join(copy, "policy/production.json"), text);
      expect(await check()).toEqual(["production:", `policy/production.json ${fault}`]);
    });

    test("a missing policy", async () => {
      await checkWith({});
      await rm(join(copy, "policy/production.json"));
      expect(await check()).toEqual(["production:", "policy/production.json cannot be read (ENOENT)"]);
    });

    test.each<[string, string]>([
      [`{ "name": ${KEY} }`, "is not valid JSONC: line 1, column 11: expected a value"],
      ['{ "name": "a", "name": "b" }', "is not valid JSONC: line 1, column 16: duplicate member"],
      ["", "is not valid JSONC: line 1, column 1: the text ends too early"],
      ["{}", "must contain the environment env.production"],
      ['{ "env": { "test": {} } }', "must contain the environment env.production"],
      [
        `{ "env": { "production": { "routes": "${KEY}" } } }`,
        "is rejected by wrangler. For details, run: wrangler deploy --dry-run --env production",
      ],
    ])("wrangler.jsonc %j", async (text, fault) => {
      await writeFile(join(copy, "wrangler.jsonc"), text);
      expect(await check()).toEqual(["production:", `wrangler.jsonc ${fault}`]);
    });

    test("a missing wrangler.jsonc", async () => {
      await rm(join(copy, "wrangler.jsonc"));
      expect(await check()).toEqual(["production:", "wrangler.jsonc cannot be read (ENOENT)"]);
    });
  });
});
