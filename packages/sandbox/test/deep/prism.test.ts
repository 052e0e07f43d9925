import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "../client.ts";
import { credentials } from "../forms/form.ts";
import { spawnCli } from "../forms/spawn-cli.ts";

const PRISM = "@stoplight/prism-cli@5.16.0";
const document = {
  openapi: "3.1.0",
  info: { title: "Own routes", version: "1" },
  paths: {
    "/business/payouts/{id}": {
      get: {
        security: [{ accessToken: [] }],
        parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
        responses: {
          200: { description: "A payout", content: { "application/json": { example: { id: "p-7" } } } },
        },
      },
    },
  },
  components: { securitySchemes: { accessToken: { type: "http", scheme: "bearer" } } },
};

test("puts the command in front of Prism, which requires an Authorization header", async () => {
  const cwd = await mkdtemp(join(tmpdir(), "wakapay-sandbox-prism-"));
  onTestFinished(() => rm(cwd, { recursive: true }));
  await writeFile(join(cwd, "package.json"), "{}");
  await writeFile(join(cwd, "openapi.json"), JSON.stringify(document));
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  await promisify(execFile)("npm", ["install", ...flags, PRISM], { cwd });

  const prism = spawn(
    process.execPath,
    ["node_modules/.bin/prism", "mock", "--host=127.0.0.1", "--port=0", "openapi.json"],
    { cwd, stdio: ["ignore", "pipe", "inherit"] },
  );
  onTestFinished(async () => {
    prism.kill();
    await once(prism, "close");
  });
  const upstream = await addressOf(prism.stdout.setEncoding("utf8").iterator({ destroyOnReturn: false }));

  const args = ["--port=0", `--upstream=${upstream}`, "--upstream-authorization=Bearer mock"];
  const { apiKey: WAKAPAY_API_KEY, apiSecret: WAKAPAY_API_SECRET } = credentials;
  const sandbox = spawnCli(args, { WAKAPAY_API_KEY, WAKAPAY_API_SECRET });
  onTestFinished(() => sandbox.kill("SIGTERM"));
  const url = /http:\S+/.exec(await sandbox.ready)?.[0] ?? "";

  const payout = (authorization: string) =>
    fetch(`${url}/business/payouts/p-7`, { headers: { Authorization: authorization } });
  const response = await payout(`Bearer ${await createClient({ fetch, url }).token()}`);
  expect(response.headers.get("wakapay-sandbox")).toBe("upstream");
  expect(await response.json()).toEqual({ id: "p-7" });
  expect((await payout("Bearer mock")).headers.get("wakapay-sandbox")).toBe("invented");
}, 600_000);

async function addressOf(output: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const chunk of output) {
    text += chunk;
    const address = /listening on (http:\S+)/.exec(text)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error(`Prism did not listen: ${text}`);
}
