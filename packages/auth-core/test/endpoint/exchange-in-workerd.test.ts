import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serve } from "@wakapay/sandbox/serve";
import { build } from "esbuild";
import { expect, it } from "vitest";
import workerd from "workerd";
import { workerdPort } from "../support/workerd-port.ts";

const credentials = { apiKey: "key-of-a-worker", apiSecret: "secret-of-a-worker" };
const layers = fileURLToPath(new URL("../../src/layers.ts", import.meta.url));

/** Makes one exchange, and says whether the platform's `fetch` accepts the option `cache`. */
const worker = (baseUrl: string) => `
import { exchange } from ${JSON.stringify(layers)};
const options = ${JSON.stringify({ baseUrl, credentials, allowInsecureLoopback: true })};

async function acceptsCache() {
  try {
    await fetch(options.baseUrl, { cache: "no-store" });
    return true;
  } catch {
    return false;
  }
}

export default {
  async fetch() {
    const sent = [];
    const spy = (input, init) => {
      sent.push(init.cache ?? "absent");
      return fetch(input, init);
    };
    const { value } = await exchange({ ...options, fetch: spy })();
    return Response.json({ value, sent, acceptsCache: await acceptsCache() });
  },
};`;

const config = (compatibilityDate: string) => `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "worker", worker = .worker), (name = "network", network = (allow = ["public", "private"]))],
  sockets = [(name = "worker", address = "127.0.0.1:0", http = (), service = "worker")],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "${compatibilityDate}",
  globalOutbound = "network",
);`;

async function responseOf(compatibilityDate: string, baseUrl: string): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), "exchange-in-workerd-"));
  await build({
    stdin: { contents: worker(baseUrl), resolveDir: folder },
    outfile: join(folder, "worker.js"),
    nodePaths: [fileURLToPath(new URL("../../node_modules", import.meta.url))],
    bundle: true,
    format: "esm",
    conditions: ["workerd", "worker", "browser"],
  });
  await writeFile(join(folder, "config.capnp"), config(compatibilityDate));
  const child = spawn(workerd, ["serve", join(folder, "config.capnp"), "--control-fd=3"], {
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  const exited = once(child, "exit");
  try {
    const response = await fetch(`http://127.0.0.1:${await workerdPort(child.stdio[3])}/`);
    return JSON.parse(await response.text());
  } finally {
    child.kill();
    await exited;
    await rm(folder, { recursive: true });
  }
}

it.each([
  { compatibilityDate: "2023-01-01", acceptsCache: false, sent: ["absent"] },
  { compatibilityDate: "2024-11-10", acceptsCache: false, sent: ["absent"] },
  { compatibilityDate: "2024-11-11", acceptsCache: true, sent: ["no-store"] },
  { compatibilityDate: "2026-11-01", acceptsCache: true, sent: ["no-store"] },
])("gets a token in workerd as of $compatibilityDate", async ({ compatibilityDate, acceptsCache, sent }) => {
  const sandbox = await serve({ credentials: [credentials] });
  const value = expect.stringMatching(/^ey/);
  expect(await responseOf(compatibilityDate, sandbox.url)).toEqual({ value, sent, acceptsCache });
  await sandbox.close();
});
