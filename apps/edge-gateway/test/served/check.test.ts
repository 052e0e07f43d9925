import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { unstable_readConfig } from "wrangler";
import { serveGateway } from "./serve-gateway.ts";

const app = fileURLToPath(new URL("../../", import.meta.url));
const SECRETS = { WAKAPAY_API_KEY: "a-canary-key", WAKAPAY_API_SECRET: "a-canary-secret" };

/** What `pnpm gateway:check <environment>` prints: a line for each fault. */
async function checked(environment: string): Promise<{ code: unknown; faults: readonly string[] }> {
  const args = [`${app}scripts/gateway-check.ts`, environment];
  const { code = 0, stdout } = await promisify(execFile)(process.execPath, args).catch((error) => error);
  const [title, ...lines] = String(stdout).trimEnd().split("\n");
  expect(title).toMatch(new RegExp(`^${environment}:`));
  return { code, faults: lines.map((line) => line.trim()) };
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
    const { code, faults } = await checked(environment);
    expect(faults).toEqual(await answered(environment));
    expect(faults).toContain("policy callers: at least one caller is expected");
    expect(code).toBe(1);
  },
);
