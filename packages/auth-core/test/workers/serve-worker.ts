import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { workerdPort } from "../support/workerd-port.ts";

/** A Worker that runs in its own workerd process. */
export interface ServedWorker {
  readonly port: number;
  get(path: string): Promise<Response>;
  /** Waits until the Worker has printed this line `times` times in total. Default: 1. */
  printed(line: string, times?: number): Promise<void>;
  close(): Promise<void>;
}

/** Options of {@link serveWorker}. */
export interface ServeWorkerOptions {
  readonly binary: string;
  /** The code of the Worker's single module. */
  readonly code: string;
  readonly variables: Readonly<Record<string, string>>;
  /** The `host:port` that receives all requests of the Worker, regardless of their URL. */
  readonly outbound: string;
}

/** Starts `workerd serve` without a proxy in front of it. Resolves when it listens. */
export async function serveWorker(options: ServeWorkerOptions): Promise<ServedWorker> {
  const folder = await mkdtemp(join(tmpdir(), "auth-core-worker-"));
  await writeFile(join(folder, "worker.js"), options.code);
  const config = join(folder, "config.capnp");
  await writeFile(config, configOf(options));
  const child = spawn(options.binary, ["serve", config, "--control-fd=3"], {
    stdio: ["ignore", "pipe", "inherit", "pipe"],
  });
  const [, stdout, , control] = child.stdio;
  if (!stdout) throw new TypeError("workerd has no output pipe.");
  const printed = countLines(stdout);
  const exited = once(child, "exit");
  const port = await workerdPort(control);
  return {
    port,
    get: (path) => fetch(`http://127.0.0.1:${port}${path}`),
    printed,
    async close() {
      child.kill("SIGKILL");
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Counts the lines of a stream, and returns a function that waits for them. */
function countLines(stdout: Readable): ServedWorker["printed"] {
  const counts = new Map<string, number>();
  const lines = createInterface({ input: stdout });
  lines.on("line", (line) => counts.set(line, (counts.get(line) ?? 0) + 1));
  return async (line, times = 1) => {
    while ((counts.get(line) ?? 0) < times) await once(lines, "line");
  };
}

function configOf({ variables, outbound }: ServeWorkerOptions): string {
  const bindings = Object.entries(variables).map(
    ([name, value]) => `(name = ${JSON.stringify(name)}, text = ${JSON.stringify(value)})`,
  );
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "worker", worker = .worker),
    (name = "internet", external = (address = ${JSON.stringify(outbound)}, http = ())),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "worker")],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "2026-11-01",
  compatibilityFlags = ["enable_request_signal"],
  bindings = [${bindings.join(", ")}],
);
`;
}
