import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { serve } from "@wakapay/sandbox/serve";
import { describe, expect, inject, it } from "vitest";
import { fleetCredentials as credentials } from "../../support/fleet-slots.ts";
import { startRedis } from "./redis-server.ts";

const folder = fileURLToPath(new URL("../..", import.meta.url));
const text = readFileSync(new URL("../../../docs/redis.md", import.meta.url), "utf8");
const programs = [...text.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code = ""]) => code);
const [nodeRedis = "", ioredis = "", ownStore = ""] = programs;

async function run(code: string, environment: Record<string, string> = {}): Promise<string> {
  const args = ["--input-type=module", "--eval", code];
  const env = { ...process.env, ...environment };
  return (await promisify(execFile)(process.execPath, args, { cwd: folder, env })).stdout;
}

describe("docs/redis.md", () => {
  it("shows three programs", () => {
    expect(programs).toHaveLength(3);
  });

  it.skipIf(!inject("redisServer"))("shares one token between its first two programs", async () => {
    await using redis = await startRedis();
    const sandbox = await serve({ credentials: [credentials] });
    const environment = {
      REDIS_URL: `redis://127.0.0.1:${redis.port}`,
      WAKAPAY_BASE_URL: sandbox.url,
      WAKAPAY_API_KEY: credentials.apiKey,
      WAKAPAY_API_SECRET: credentials.apiSecret,
    };
    const tokens: string[] = [];
    for (const program of [nodeRedis, ioredis]) {
      // The sandbox uses http, and the program must exit.
      const local = program.replace(
        "baseUrl:",
        "allowInsecureLoopback: true, storeTimeoutMs: 20_000, baseUrl:",
      );
      const print = "process.stdout.write(await wakapay.getToken()); process.exit();";
      tokens.push(await run(`${local}\n${print}`, environment));
    }
    await sandbox.close();
    expect(tokens[0]).toMatch(/^ey/);
    expect(tokens[1]).toBe(tokens[0]);
    expect(sandbox.exchanges()).toBe(1);
  });

  it.skipIf(!inject("redisServer"))("deletes every entry with the command to end a cooldown", async () => {
    await using redis = await startRedis();
    const [, command = ""] = /^```sh\n(.*?)^```$/ms.exec(text) ?? [];
    const bash = (script: string) => promisify(execFile)("bash", ["-c", script]);
    const local = `redis-cli() { command redis-cli -p ${redis.port} "$@"; }; export -f redis-cli;`;
    await bash(`${local} redis-cli set wakapay:a 1; redis-cli set wakapay:b 1; redis-cli set other 1`);
    await bash(`${local} ${command.replace("xargs -r redis-cli", `xargs -r redis-cli -p ${redis.port}`)}`);
    const { stdout } = await bash(`${local} redis-cli keys '*'`);
    expect(stdout.trim()).toBe("other");
  });

  it("tests a store with the contract under node:test", async () => {
    expect(await run(ownStore)).toMatch(/^(# |ℹ )?.*fail 0$/m);
  });
});
