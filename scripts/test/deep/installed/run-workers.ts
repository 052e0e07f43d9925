import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { Project } from "./create-project.ts";

/** Two Workers in one workerd: the service's requests go to the sandbox. */
const CONFIGURATION = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "service", worker = .service), (name = "sandbox", worker = .sandbox)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "service")],
);
const credentials :List(Workerd.Worker.Binding) = [
  (name = "WAKAPAY_BASE_URL", text = "https://api.test.wakapay.io"),
  (name = "WAKAPAY_API_KEY", text = "key-of-a-worker"),
  (name = "WAKAPAY_API_SECRET", text = "secret-of-a-worker"),
];
const service :Workerd.Worker = (
  modules = [(name = "service.js", esModule = embed "service.js")],
  compatibilityDate = "2026-11-01",
  bindings = .credentials,
  globalOutbound = "sandbox",
);
const sandbox :Workerd.Worker = (
  modules = [(name = "sandbox.js", esModule = embed "sandbox.js")],
  compatibilityDate = "2026-11-01",
  bindings = .credentials,
);
`;

/** Bundles two Workers with esbuild, and returns the response of the service. */
export async function callWorkers(
  { folder, run, write }: Project,
  workers: Readonly<Record<"service" | "sandbox", string>>,
): Promise<{ readonly status: number; readonly body: string }> {
  await write({
    "workers/config.capnp": CONFIGURATION,
    "workers/service.source.js": workers.service,
    "workers/sandbox.source.js": workers.sandbox,
  });
  for (const name of ["service", "sandbox"]) {
    const args = ["--bundle", "--format=esm", "--external:cloudflare:*", "--conditions=workerd,worker"];
    await run(
      join(folder, "node_modules/.bin/esbuild"),
      [...args, `--outfile=${name}.js`, `${name}.source.js`],
      {
        cwd: "workers",
      },
    );
  }
  const workerd = spawn(
    join(folder, "node_modules/.bin/workerd"),
    ["serve", "config.capnp", "--control-fd=3"],
    { cwd: join(folder, "workers"), detached: true, stdio: ["ignore", "inherit", "inherit", "pipe"] },
  );
  const exited = once(workerd, "exit");
  try {
    const response = await fetch(`http://127.0.0.1:${await listeningPort(workerd.stdio[3])}/`);
    return { status: response.status, body: await response.text() };
  } finally {
    if (workerd.pid !== undefined) process.kill(-workerd.pid, "SIGKILL");
    await exited;
  }
}

/** Reads the port from workerd's control pipe, which reports it as a line of JSON. */
async function listeningPort(control: Readable | unknown): Promise<number> {
  let text = "";
  for await (const chunk of control as AsyncIterable<Buffer>) {
    text += chunk.toString();
    const port = /"event":"listen".*"port":(\d+)/.exec(text)?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error(`workerd did not report its port: ${text}`);
}
