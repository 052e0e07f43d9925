import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

/** The executable; the package's own export of its path has one shape under Node and another under vitest. */
const WORKERD = fileURLToPath(import.meta.resolve("workerd/bin/workerd"));

/** A Worker in a workerd of its own. */
export interface ServedWorker {
  readonly url: string;
  readonly port: number;
  /** Of workerd's process. */
  readonly pid: number;
  /** Returns what the Worker has printed so far. */
  output(): Promise<string>;
  /** Ends the process and returns what it printed. May be called more than once. */
  close(): Promise<string>;
}

/** What a workerd is to serve. */
export interface ServeWorkerOptions {
  /** The modules, by the names under which the configuration embeds them. */
  readonly modules: Readonly<Record<string, string>>;
  /** The Cap'n Proto configuration of one socket, given an empty folder that is removed at the end. */
  readonly config: (emptyFolder: string) => string;
  /** Throws away what the Worker prints, so that a line costs what it costs the Worker, and not the disk. Default `false`. */
  readonly isSilent?: boolean | undefined;
}

/** Starts a bare `workerd serve` and waits until it listens. */
export async function serveWorker({
  modules,
  config,
  isSilent = false,
}: ServeWorkerOptions): Promise<ServedWorker> {
  const folder = await mkdtemp(join(tmpdir(), "gateway-"));
  const emptyFolder = join(folder, "storage");
  await mkdir(emptyFolder);
  // workerd embeds files of the configuration's own folder only.
  for (const [name, module] of Object.entries(modules)) await writeFile(join(folder, name), module);
  const configFile = join(folder, "config.capnp");
  await writeFile(configFile, config(emptyFolder));
  // A file and no pipe: nobody is woken by a line that a Worker logs.
  const outputFile = join(folder, "output");
  const output = await open(outputFile, "a");
  const child = spawn(WORKERD, ["serve", "--experimental", "--control-fd=3", configFile], {
    stdio: ["ignore", isSilent ? "ignore" : output.fd, output.fd, "pipe"],
  });
  const exited = once(child, "exit");
  await output.close();
  const printed = () => readFile(outputFile, "utf8");
  const port = await portOf(child.stdio[3]);
  if (port === undefined) throw new Error(`workerd ended:\n${await printed()}`);
  async function end(): Promise<string> {
    child.kill("SIGTERM");
    await exited;
    const text = await printed();
    await rm(folder, { recursive: true, force: true });
    return text;
  }

  let ended: Promise<string> | undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    pid: child.pid ?? 0,
    output: printed,
    close() {
      ended ??= end();
      return ended;
    },
  };
}

async function portOf(control: unknown): Promise<number | undefined> {
  if (!(control instanceof Readable)) throw new TypeError("workerd has no control pipe");
  for await (const line of createInterface({ input: control })) {
    const message: { event?: string; port?: number } = JSON.parse(line);
    if (message.event === "listen") return message.port;
  }
  return undefined;
}
