import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { unstable_readConfig } from "wrangler";
import { app, runCommand } from "../command/run-command.ts";
import { serveGateway } from "../http/serve-gateway.ts";

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

describe("wakapay-gateway check", () => {
  test.each(["test", "production"])("prints the faults that the Worker of %s would log", async (name) => {
    const { code, lines } = await runCommand("check", [name]);
    const [title, ...faults] = lines.map((line) => line.trim());
    expect(title).toBe(`${name}:`);
    const withoutAdvice = faults.map((fault) => fault.replace(/;.*/, ""));
    expect(withoutAdvice.filter((line) => !line.startsWith("warning:"))).toEqual(await faultsOfWorker(name));
    expect(faults).toContain("policy callers must contain at least one caller");
    expect(code).toBe(1);
  });

  test("accepts the names of environments only", async () => {
    const { code, errors } = await runCommand("check", ["nowhere"]);
    expect(errors).toMatch(
      /^wakapay-gateway check: The environment must be test or production \(got "nowhere"\)\.\n/,
    );
    expect(code).toBe(2);
  });

  test("prints ok for a correct deployment, also in a folder with spaces", async () => {
    const copy = await mkdtemp(join(tmpdir(), "wakapay gateway check-"));
    onTestFinished(() => rm(copy, { recursive: true }));
    for (const part of ["wrangler.jsonc", "policy"])
      await cp(app + part, join(copy, part), { recursive: true });
    const routes = [{ methods: ["GET"], path: "/business/balance" }];
    const policy = { callers: { operations: { keys: [], operator: true, routes } } };
    await writeFile(join(copy, "policy/test.json"), JSON.stringify(policy));
    const result = await runCommand("check", ["test"], { folder: copy });
    const warning = "routes is empty, so only Workers with a service binding reach this gateway";
    expect(result).toEqual({ code: 0, lines: ["test: ok", `  warning: ${warning}`], errors: "" });
    const { lines } = await runCommand("check", ["test", "--json"], { folder: copy });
    expect(JSON.parse(lines.join())).toEqual([{ environment: "test", faults: [], warnings: [warning] }]);
  });

  test("prints nothing for wrangler types", async () => {
    const variables = { WRANGLER_COMMAND: "types" };
    expect(await runCommand("check", [], { variables })).toEqual({ code: 0, lines: [""], errors: "" });
  });

  test("lets wrangler dev start, and prints the faults of the local policy", async () => {
    const folder = await mkdtemp(join(tmpdir(), "wakapay-gateway-check-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, "policy.json"), "{}");
    const lines = ["local:", "  policy callers is missing"];
    const variables = { WRANGLER_COMMAND: "dev" };
    const dev = await runCommand("check", ["production"], { folder, variables });
    expect(dev).toEqual({ code: 0, lines, errors: "" });
    expect(await runCommand("check", ["local"], { folder })).toEqual({ code: 1, lines, errors: "" });
  });

  test.each(["deploy", "versions upload"])("stops wrangler %s if there is a fault", async (command) => {
    const variables = { WRANGLER_COMMAND: command };
    expect(await runCommand("check", ["production"], { variables })).toMatchObject({ code: 1, errors: "" });
  });
});
