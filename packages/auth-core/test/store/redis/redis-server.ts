import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { createInterface } from "node:readline";

/** A redis-server of a test's own, which ends with the test. */
export interface RedisServer extends AsyncDisposable {
  readonly port: number;
  /** Ends it as a crash would; what it kept is lost. */
  kill(): Promise<void>;
  /** Starts it again, empty, on the same port. */
  restart(): Promise<void>;
  /** It accepts connections and answers nothing, until it is resumed. */
  stall(): void;
  resume(): void;
}

/** Starts a redis-server on a free port and waits until it accepts connections. */
export async function startRedis(): Promise<RedisServer> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    try {
      return serverOn(port, await launch(port));
    } catch (error) {
      if (attempt === 3) throw error;
    }
  }
}

function serverOn(port: number, first: ChildProcess): RedisServer {
  let server = first;
  async function kill() {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, "exit");
    server.kill("SIGKILL");
    await exited;
  }
  return {
    port,
    kill,
    async restart() {
      server = await launch(port);
    },
    stall: () => void server.kill("SIGSTOP"),
    resume: () => void server.kill("SIGCONT"),
    [Symbol.asyncDispose]: kill,
  };
}

async function launch(port: number): Promise<ChildProcess> {
  const settings = { port, bind: "127.0.0.1", save: "", appendonly: "no", dir: "/tmp" };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, `${value}`]);
  const server = spawn("redis-server", args, { stdio: ["ignore", "pipe", "ignore"] });
  for await (const line of createInterface({ input: server.stdout })) {
    if (!line.includes("Ready to accept connections")) continue;
    server.stdout.resume();
    return server;
  }
  throw new Error(`redis-server ended before it was ready on port ${port}`);
}

/** Somebody may take it before Redis does: then another is tried. */
async function freePort(): Promise<number> {
  const holder = createServer().listen(0, "127.0.0.1");
  await once(holder, "listening");
  const { port } = holder.address() as AddressInfo;
  holder.close();
  await once(holder, "close");
  return port;
}
