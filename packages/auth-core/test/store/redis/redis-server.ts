import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A redis-server of one test, which ends with the test. */
export interface RedisServer extends AsyncDisposable {
  readonly port: number;
  /** Ends the server as a crash does. Its data is lost. */
  kill(): Promise<void>;
  /** Starts the server again, empty, on the same port. */
  restart(): Promise<void>;
  /** Makes the server accept connections without replying, until it is resumed. */
  stall(): void;
  resume(): void;
}

const READY = "Ready to accept connections";

/** Starts a redis-server, on a free port by default, and waits until it accepts connections. */
export async function startRedis(
  settings: Record<string, string> = {},
  fixedPort?: number,
): Promise<RedisServer> {
  function start(port: number): Promise<ChildProcess> {
    const all = { bind: "127.0.0.1", save: "", appendonly: "no", dir: tmpdir(), ...settings };
    const args = Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]);
    return launch(["--port", `${port}`, ...args], READY);
  }
  if (fixedPort === undefined) return onFreePort(start);
  return server(fixedPort, await start(fixedPort), () => start(fixedPort));
}

/** Starts a Redis Cluster of one node that owns all slots. */
export async function startCluster(): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), "redis-cluster-"));
  const redis = await startRedis({
    "cluster-enabled": "yes",
    "cluster-announce-ip": "127.0.0.1",
    dir: folder,
  });
  const { Redis } = await import("ioredis");
  const client = new Redis(redis.port);
  await client.cluster("ADDSLOTSRANGE", 0, 16_383);
  while (!(await client.cluster("INFO")).includes("cluster_state:ok")) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  client.disconnect();
  return withFolder(redis, folder);
}

/** Starts a Redis Sentinel that monitors a master under the name `wakapay`. */
export async function startSentinel(masterPort: number): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), "redis-sentinel-"));
  const sentinel = await onFreePort(async (port) => {
    const file = join(folder, `${port}.conf`);
    await writeFile(
      file,
      `port ${port}\nbind 127.0.0.1\nsentinel monitor wakapay 127.0.0.1 ${masterPort} 1\n`,
    );
    return launch([file, "--sentinel"], "+monitor master wakapay");
  });
  return withFolder(sentinel, folder);
}

/** Another process may take the port before Redis does. Then another port is tried. */
async function onFreePort(start: (port: number) => Promise<ChildProcess>): Promise<RedisServer> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    try {
      return server(port, await start(port), () => start(port));
    } catch (error) {
      if (attempt === 3) throw error;
    }
  }
}

function server(port: number, first: ChildProcess, start: () => Promise<ChildProcess>): RedisServer {
  let current = first;
  async function kill() {
    if (current.exitCode !== null || current.signalCode !== null) return;
    const exited = once(current, "exit");
    current.kill("SIGKILL");
    await exited;
  }
  return {
    port,
    kill,
    async restart() {
      current = await start();
    },
    stall: () => void current.kill("SIGSTOP"),
    resume: () => void current.kill("SIGCONT"),
    [Symbol.asyncDispose]: kill,
  };
}

function withFolder(redis: RedisServer, folder: string): RedisServer {
  return {
    ...redis,
    async [Symbol.asyncDispose]() {
      await redis.kill();
      await rm(folder, { recursive: true });
    },
  };
}

async function launch(args: readonly string[], ready: string): Promise<ChildProcess> {
  const child = spawn("redis-server", args, { stdio: ["ignore", "pipe", "ignore"] });
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.includes(ready)) continue;
    child.stdout.resume();
    return child;
  }
  throw new Error(`redis-server ended before it was ready: ${args.join(" ")}`);
}

/** Returns a port on which nothing listens. */
export async function freePort(): Promise<number> {
  const holder = createServer().listen(0, "127.0.0.1");
  await once(holder, "listening");
  const { port } = holder.address() as AddressInfo;
  holder.close();
  await once(holder, "close");
  return port;
}
