import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import workerd from "workerd";
import { workerdPort } from "../support/workerd-port.ts";
import { environmentOf } from "./environment.ts";
import type { Launch } from "./on-runtime.ts";

const ENTRY = fileURLToPath(new URL("worker-entry.ts", import.meta.url));
const CONFIG = fileURLToPath(new URL("workerd.capnp", import.meta.url));

/** Launches the suite as a bundled Worker on bare `workerd serve`. */
export const launchWorkerd: Launch = async (address) => {
  const folder = await mkdtemp(join(tmpdir(), "workerd-"));
  await build({
    entryPoints: [ENTRY],
    outfile: join(folder, "worker.js"),
    bundle: true,
    format: "esm",
    conditions: ["workerd", "worker", "browser"],
  });
  // workerd embeds only files of the configuration's folder.
  const config = join(folder, "workerd.capnp");
  await copyFile(CONFIG, config);
  const child = spawn(workerd, ["serve", config, "--control-fd=3"], {
    env: environmentOf(address),
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  const exited = once(child, "exit");
  try {
    const response = await fetch(`http://127.0.0.1:${await workerdPort(child.stdio[3])}/`);
    if (!response.ok) throw new Error(await response.text());
    return JSON.parse(await response.text());
  } finally {
    child.kill();
    await exited;
    await rm(folder, { recursive: true });
  }
};
