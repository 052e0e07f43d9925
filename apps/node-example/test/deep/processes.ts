import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const FOLDER = fileURLToPath(new URL("../..", import.meta.url));

/** A process of the service. */
export interface ServiceProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** The lines of the log so far, parsed. */
  readonly log: readonly Record<string, unknown>[];
}

/** Starts the service in a process of its own, and waits until it accepts connections. */
export async function startProcess(env: Readonly<Record<string, string>>): Promise<ServiceProcess> {
  const child = launch(process.execPath, ["src/main.ts"], env);
  const log: Record<string, unknown>[] = [];
  const started = Promise.withResolvers<string>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    const entry: Record<string, unknown> = JSON.parse(line);
    log.push(entry);
    if (entry["msg"] === "started") started.resolve(String(entry["url"]));
  });
  const url = await Promise.race([started.promise, failure(child, "The service")]);
  return { url, child, log };
}

/** Starts a redis-server that ends with the test. Returns its URL. */
export async function startRedis(): Promise<string> {
  const port = await freePort();
  const args = ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const child = launch("redis-server", args, {});
  const ready = Promise.withResolvers<void>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line.includes("Ready to accept connections")) ready.resolve();
  });
  await Promise.race([ready.promise, failure(child, "redis-server")]);
  return `redis://127.0.0.1:${port}`;
}

function launch(command: string, args: readonly string[], env: Readonly<Record<string, string>>) {
  const { PATH = "" } = process.env;
  const child = spawn(command, args, {
    cwd: FOLDER,
    env: { PATH, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function failure(child: ChildProcess, name: string): Promise<never> {
  const [code] = await once(child, "exit");
  throw new Error(`${name} ended with exit code ${code}.`);
}

async function freePort(): Promise<number> {
  const holder = createServer().listen(0, "127.0.0.1");
  await once(holder, "listening");
  const address = holder.address();
  holder.close();
  await once(holder, "close");
  if (typeof address !== "object" || address === null) throw new Error("The server has no port.");
  return address.port;
}
