import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
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

const NO_ENVIRONMENT = "must set GATEWAY_ENVIRONMENT in vars, or contain an environment in env";

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

/** Checks the copy, and returns what the command prints. */
async function check(names = ["production"]): Promise<readonly string[]> {
  const lines = (await checkFiles(copy, names)).flatMap(describeFindings);
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
      "observability.traces.enabled or observability.traces.persist must be false: traces contain raw URLs",
    ]);
  });

  test("warns if wrangler deploys the environment without this check", async () => {
    const warning =
      "warning: build.command does not check this environment: npx @wakapay/edge-gateway check production";
    const checkHook = (command: string) => checkWith({ build: { command } });
    expect(await checkHook("npm run build && npx @wakapay/edge-gateway check")).toEqual(["production: ok"]);
    expect(await checkHook("npx @wakapay/edge-gateway check test production")).toEqual(["production: ok"]);
    expect(await checkHook("npx @wakapay/edge-gateway check test")).toEqual(["production: ok", warning]);
    expect(await checkHook("npm run build")).toEqual(["production: ok", warning]);
  });

  describe("in a folder with one policy.json and an environment at the top level", () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "wakapay-check-files-"));
      await cp(join(import.meta.dirname, "../../../../templates/gateway"), folder, { recursive: true });
    });
    afterAll(() => rm(folder, { recursive: true }));
    const checkFolder = async (...names: readonly string[]) =>
      (await checkFiles(folder, names)).flatMap(describeFindings).map((line) => line.trim());

    test("says what to do about each placeholder", async () => {
      expect(await checkFolder()).toEqual([
        "production:",
        "WAKAPAY_BASE_URL is missing; set it in vars of wrangler.jsonc to the address that WakaPay gave you, before you deploy (npm run dev does not use it)",
        "policy callers.billing.keys[0] must be sha256: and 64 lowercase hex digits; the command npx @wakapay/edge-gateway key <caller> prints it",
        "warning: routes is empty, so only Workers with a service binding reach this gateway",
      ]);
    });

    test("checks the environments that are named, or all, with the policy of each", async () => {
      const wrangler = await readFile(join(folder, "wrangler.jsonc"), "utf8");
      const config = JSON.parse(wrangler.replaceAll(/^ *\/\/.*$/gm, ""));
      config.routes = [{ pattern: "gateway.example", custom_domain: true }];
      config.vars.WAKAPAY_BASE_URL = "https://api.example";
      config.env = {
        local: {},
        test: {
          vars: { ...config.vars, GATEWAY_ENVIRONMENT: "test" },
          secrets: config.secrets,
          durable_objects: config.durable_objects,
          ratelimits: config.ratelimits,
        },
      };
      await writeFile(join(folder, "wrangler.jsonc"), JSON.stringify(config));
      await writeFile(join(folder, "policy.json"), JSON.stringify(POLICY));
      await mkdir(join(folder, "policy"));
      await writeFile(join(folder, "policy/test.json"), "{}");
      const shared = ["BURST_SMALL", "BURST_MEDIUM", "BURST_LARGE"].map(
        (name) => `ratelimits ${name} must have a namespace_id that no other rate limit uses`,
      );
      const production = ["production:", ...shared];
      const test = ["test:", "policy callers is missing", ...shared];
      expect(await checkFolder("production")).toEqual(production);
      expect(await checkFolder("test")).toEqual(test);
      expect(await checkFolder()).toEqual([...production, ...test]);
      await expect(checkFolder("local")).rejects.toThrow(
        'The environment must be production or test (got "local").',
      );
    });
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
      expect(await check()).toEqual(["production:", "policy/production.json or policy.json must exist"]);
    });

    test.each<[string, string]>([
      [`{ "name": ${KEY} }`, "is not valid JSONC: line 1, column 11: expected a value"],
      ['{ "name": "a", "name": "b" }', "is not valid JSONC: line 1, column 16: duplicate member"],
      ["", "is not valid JSONC: line 1, column 1: the text ends too early"],
      ['{ "ratelimits": [{}] }', "must be an object, and list name and namespace_id of every rate limit"],
      ["{}", NO_ENVIRONMENT],
      ['{ "env": { "local": {} } }', NO_ENVIRONMENT],
      ['{ "vars": { "GATEWAY_ENVIRONMENT": "" } }', NO_ENVIRONMENT],
    ])("wrangler.jsonc %j", async (text, fault) => {
      await writeFile(join(copy, "wrangler.jsonc"), text);
      expect(await check()).toEqual(["every environment:", `wrangler.jsonc ${fault}`]);
    });

    test("a wrangler.jsonc that wrangler rejects", async () => {
      await writeFile(join(copy, "wrangler.jsonc"), `{ "env": { "production": { "routes": "${KEY}" } } }`);
      expect(await check()).toEqual([
        "production:",
        "wrangler.jsonc is rejected by wrangler. For details, run: npx wrangler deploy --dry-run --env production",
      ]);
    });

    test("a missing wrangler.jsonc", async () => {
      await rm(join(copy, "wrangler.jsonc"));
      expect(await check()).toEqual([
        "every environment:",
        "wrangler.jsonc must exist: run this command in the folder of the gateway",
      ]);
    });
  });
});
