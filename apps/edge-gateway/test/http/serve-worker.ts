import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

/** The executable. The package's export of its path differs between Node.js and vitest. */
const WORKERD = fileURLToPath(import.meta.resolve("workerd/bin/workerd"));

/** A Worker in its own workerd. */
export interface ServedWorker {
  readonly url: string;
  readonly port: number;
  /** The process ID of workerd. */
  readonly pid: number;
  /** Returns what the Worker has printed so far. */
  output(): Promise<string>;
  /** Ends the process and returns what it printed. May be called more than once. */
  close(): Promise<string>;
}

/** Options of {@link serveWorker}. */
export interface ServeWorkerOptions {
  /** The sources of the modules, by the file names that the configuration embeds. */
  readonly modules: Readonly<Record<string, string>>;
  /**
   * Returns the Cap'n Proto configuration of one socket. The folder is empty, and removed at the
   * end.
   */
  readonly config: (emptyFolder: string) => string;
  /**
   * Discards what the Worker prints, so that a benchmark does not measure the disk. Default:
   * `false`.
   */
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
  // workerd embeds only files in the folder of the configuration.
  for (const [name, module] of Object.entries(modules)) await writeFile(join(folder, name), module);
  const configFile = join(folder, "config.capnp");
  await writeFile(configFile, config(emptyFolder));
  // A file instead of a pipe: a log line does not wake another process.
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
