import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { credentials, type Form } from "./form.ts";

const require = createRequire(import.meta.url);
/** The path of the workerd binary. The package has no type declarations. */
const workerd: string = require("workerd").default;

/**
 * Bundles the built Worker and serves it on bare workerd, on a free port of 127.0.0.1.
 *
 * Other packages of this repository import it as `@wakapay/sandbox/internal/workerd`. The published
 * package does not contain it.
 */
export async function startWorkerd(
  bindings: Record<string, string> = {
    WAKAPAY_API_KEY: credentials.apiKey,
    WAKAPAY_API_SECRET: credentials.apiSecret,
  },
): Promise<Form> {
  const folder = await mkdtemp(join(tmpdir(), "wakapay-sandbox-worker-"));
  await build({
    entryPoints: [fileURLToPath(new URL("../../dist/worker.js", import.meta.url))],
    outfile: join(folder, "worker.js"),
    bundle: true,
    format: "esm",
    conditions: ["workerd", "worker"],
  });
  await writeFile(join(folder, "config.capnp"), configuration(bindings));
  const child = spawn(workerd, ["serve", "config.capnp", "--control-fd=3"], {
    cwd: folder,
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  const exited = once(child, "exit");
  const port = await Promise.race([
    listeningPort(child.stdio[3]),
    exited.then(() => Promise.reject(new Error("workerd exited before it listened"))),
  ]);
  const close = async () => {
    child.kill("SIGTERM");
    await exited;
    await rm(folder, { recursive: true });
  };
  return { url: `http://127.0.0.1:${port}`, fetch, close };
}

function configuration(bindings: Record<string, string>): string {
  const texts = Object.entries(bindings).map(
    ([name, text]) => `(name = "${name}", text = ${JSON.stringify(text)})`,
  );
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "sandbox", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "sandbox")],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "2026-11-02",
  bindings = [${texts.join(", ")}],
);
`;
}

/** Reads the port from workerd's control pipe, which reports it as a line of JSON. */
async function listeningPort(control: unknown): Promise<number> {
  if (!(control instanceof Object) || !(Symbol.asyncIterator in control))
    throw new Error("workerd has no control pipe");
  let text = "";
  for await (const chunk of control as AsyncIterable<Buffer>) {
    text += chunk.toString();
    const port = /"event":"listen".*"port":(\d+)/.exec(text)?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error(`workerd did not report its port: ${text}`);
}
