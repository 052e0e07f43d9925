import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { checkLocal } from "../../src/command/check-local.ts";
import { describeFindings } from "../../src/command/describe-findings.ts";

const ROUTES = [{ methods: ["GET"], path: "/business/balance" }];
const CORRECT = { callers: { operations: { keys: [], operator: true, routes: ROUTES } } };
const MISSPELLED = { callers: { operations: { keys: [], operater: true, routes: ROUTES } } };
const WRANGLER = { vars: { GATEWAY_ENVIRONMENT: "production", WAKAPAY_BASE_URL: "" }, env: { test: {} } };

/** Checks a folder with these files. */
async function check(files: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), "wakapay-check-local-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, value] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), typeof value === "string" ? value : JSON.stringify(value));
  }
  return (await checkLocal(folder)).flatMap(describeFindings);
}

test("checks policy.json, and requires no address of WakaPay", async () => {
  expect(await check({ "policy.json": CORRECT, "wrangler.jsonc": WRANGLER })).toEqual(["local: ok"]);
  expect(await check({ "policy.json": MISSPELLED, "wrangler.jsonc": WRANGLER })).toEqual([
    "local:",
    "  policy callers.operations.operater is not a known member",
  ]);
  expect(await check({ "policy.json": '{ "callers": canary }' })).toEqual([
    "local:",
    "  policy.json is not valid JSON: line 1, column 14: expected a value",
  ]);
});

test("prefers policy/local.json", async () => {
  expect(await check({ "policy.json": MISSPELLED, "policy/local.json": CORRECT })).toEqual(["local: ok"]);
});

test("checks the policy of each environment if local has no file", async () => {
  const files = { "policy/production.json": CORRECT, "policy/test.json": MISSPELLED };
  expect(await check({ ...files, "wrangler.jsonc": WRANGLER })).toEqual([
    "local, policy of production: ok",
    "local, policy of test:",
    "  policy callers.operations.operater is not a known member",
  ]);
});

test("reports a folder without a policy", async () => {
  expect(await check({})).toEqual(["local:", "  policy/local.json or policy.json must exist"]);
});
