import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { serve } from "@wakapay/sandbox/serve";
import { describe, expect, inject, it } from "vitest";
import type { FleetProcess } from "./fleet-process.ts";
import { clients, libraries } from "./redis-clients.ts";
import { startRedis } from "./redis-server.ts";

const credentials = { apiKey: "key-of-the-fleet", apiSecret: "secret-of-the-fleet" };
const script = fileURLToPath(new URL("./fleet-process.ts", import.meta.url));

interface Member {
  readonly process: ChildProcess;
  readonly library: FleetProcess["library"];
}

/** Starts a process and waits until it is connected. */
async function start(library: FleetProcess["library"], redisPort: number, baseUrl: string): Promise<Member> {
  const settings: FleetProcess = { library, redisPort, baseUrl, ...credentials };
  const child = fork(script, [JSON.stringify(settings)]);
  await once(child, "message");
  return { process: child, library };
}

/** Lets a process ask for its three tokens. */
async function ask({ process: child }: Member): Promise<string[]> {
  const answered = once(child, "message");
  child.send("go");
  const [tokens] = await answered;
  await once(child, "exit");
  return tokens;
}

async function journal(url: string): Promise<{ exchanges: number; entries: { path: string }[] }> {
  return JSON.parse(await (await fetch(`${url}/_sandbox/journal`)).text());
}

describe.skipIf(!inject("redisServer"))("a fleet of processes over one Redis", () => {
  it("makes one exchange for eight cold processes with three callers each, and nothing in Redis is readable", {
    timeout: 120_000,
  }, async () => {
    await using redis = await startRedis();
    const sandbox = await serve({ credentials: [credentials] });
    const members = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        start(libraries[index % 2] ?? "ioredis", redis.port, sandbox.url),
      ),
    );
    const tokens = (await Promise.all(members.map(ask))).flat();
    expect(tokens).toHaveLength(24);
    expect(new Set(tokens).size).toBe(1);
    const seen = await journal(sandbox.url);
    await sandbox.close();
    expect(seen.exchanges).toBe(1);
    expect(seen.entries.filter(({ path }) => path === "/business/auth")).toHaveLength(1);

    using connection = await clients.ioredis(redis.port);
    const keys = await connection.send("KEYS", "*");
    expect(keys).toEqual([expect.stringMatching(/^wakapay:[0-9a-f]{64}$/)]);
    const kept = JSON.stringify([keys, await connection.send("GET", String(keys))]);
    for (const secret of [...Object.values(credentials), tokens[0]]) expect(kept).not.toContain(secret);
  });

  it("goes on when the process that makes the exchange is killed, once its lease is over", {
    timeout: 120_000,
  }, async () => {
    await using redis = await startRedis();
    const sandbox = await serve({ credentials: [credentials] });
    sandbox.fault({ delayMs: 600_000, times: 1 });
    const holder = await start("ioredis", redis.port, sandbox.url);
    holder.process.send("go");
    await expect.poll(() => sandbox.exchanges(), { timeout: 20_000 }).toBe(1);
    holder.process.kill("SIGKILL");

    const next = await start("node-redis", redis.port, sandbox.url);
    const tokens = ask(next);
    using connection = await clients.ioredis(redis.port);
    const [lock] = [await connection.send("KEYS", "*")].flat();
    expect(lock).toMatch(/^wakapay:[0-9a-f]{64}:lock$/);
    // The lease is that of the killed process; here an operator would wait, and the test shortens it.
    expect(await connection.send("PEXPIRE", String(lock), "300")).toBe(1);
    expect(new Set(await tokens).size).toBe(1);
    expect(sandbox.exchanges()).toBe(2);
    await sandbox.close();
  });
});
