import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkFiles } from "@wakapay/edge-gateway/internal/command/check-files";
import { describeFindings } from "@wakapay/edge-gateway/internal/command/describe-findings";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

const POLICY = {
  callers: {
    billing: { keys: [], burst: "small", routes: [{ methods: ["GET"], path: "/business/balance" }] },
    operations: { keys: [], operator: true, routes: [{ methods: ["GET"], path: "/business/balance" }] },
  },
};
const KEY = `wgk_billing_${"canary".repeat(7)}`;

/** A folder with the files that are checked, which a test can change. */
let copy: string;
beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), "wakapay-check-files-"));
  await mkdir(join(copy, "policy"));
  for (const environment of ["test", "production"])
    await writeFile(join(copy, `policy/${environment}.json`), JSON.stringify(POLICY));
});
afterAll(() => rm(copy, { recursive: true }));

/** Checks the copy with these members of the environment changed. */
async function checkWith(change: object): Promise<readonly string[]> {
  const text = await readFile(join(import.meta.dirname, "../../wrangler.jsonc"), "utf8");
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

/** Checks the copy, and returns what gateway:check prints. */
async function check(): Promise<readonly string[]> {
  const lines = describeFindings("production", await checkFiles(copy, "production"));
  expect(lines.join()).not.toMatch(/canary/);
  return lines.map((line) => line.trim());
}

describe("checkFiles", () => {
  test("accepts a correct deployment, and lists every fault of another", async () => {
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
