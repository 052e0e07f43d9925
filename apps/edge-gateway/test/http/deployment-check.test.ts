import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const app = fileURLToPath(new URL("../../", import.meta.url));
const ROUTES = [{ pattern: "gateway.example", custom_domain: true }];
const POLICY = {
  callers: {
    billing: { keys: [], burst: "small", routes: [{ methods: ["GET"], path: "/business/balance" }] },
  },
};

/** A copy of the gateway, as an operator's clone is one, in a folder with spaces, to be changed. */
let clone: string;
beforeAll(async () => {
  clone = await mkdtemp(join(tmpdir(), "wakapay gateway check-"));
  for (const part of ["package.json", "policy", "scripts", "src"])
    await cp(app + part, join(clone, part), { recursive: true });
  await symlink(`${app}node_modules`, join(clone, "node_modules"));
  for (const environment of ["test", "production"])
    await writeFile(join(clone, `policy/${environment}.json`), JSON.stringify(POLICY));
});
afterAll(() => rm(clone, { recursive: true }));

/** What `pnpm gateway:check production` says of the repository's `wrangler.jsonc`, with these members of production changed. */
async function checked(change: object): Promise<readonly string[]> {
  const text = await readFile(`${app}wrangler.jsonc`, "utf8");
  const config = JSON.parse(text.replaceAll(/^ *\/\/.*$/gm, ""));
  config.env.production.vars.WAKAPAY_BASE_URL = "https://api.example";
  Object.assign(config.env.production, { routes: ROUTES }, change);
  await writeFile(join(clone, "wrangler.jsonc"), JSON.stringify(config));
  const child = promisify(execFile)(process.execPath, [
    join(clone, "scripts/gateway-check.ts"),
    "production",
  ]);
  const { code = 0, stdout, stderr } = await child.catch((error) => error);
  const lines = String(stdout).trimEnd().split("\n");
  expect(code, stderr).toBe(lines[0] === "production: right" ? 0 : 1);
  return lines.map((line) => line.trim());
}

test("pnpm gateway:check says right of a deployment that is, and what is wrong of one that is not", async () => {
  expect(await checked({})).toEqual(["production: right"]);
  expect(
    await checked({
      vars: { GATEWAY_ENVIRONMENT: "test", WAKAPAY_BASE_URL: "https://gateway.example" },
      durable_objects: { bindings: [] },
      ratelimits: [],
    }),
  ).toEqual([
    "production:",
    "policy callers.billing.burst: its rate limit is not bound",
    "TOKEN_BROKER is missing; was the Worker deployed with --env?",
    "GATEWAY_ENVIRONMENT is not production",
    "WAKAPAY_BASE_URL is the gateway itself: a route of wrangler.jsonc leads here",
  ]);
  const brokerOf = (script_name: string) => ({
    durable_objects: { bindings: [{ name: "TOKEN_BROKER", class_name: "TokenBroker", script_name }] },
  });
  expect(await checked(brokerOf("wakapay-edge-gateway-production"))).toEqual(["production: right"]);
  expect(await checked(brokerOf("wakapay-edge-gateway-test"))).toEqual([
    "production:",
    "TOKEN_BROKER is another Worker's: script_name is not this Worker's own",
  ]);
});
