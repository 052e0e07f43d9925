import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import workerd from "workerd";
import { type WorkerdConfig, workerdConfig } from "./workerd-config.ts";

const BUNDLE = fileURLToPath(new URL("../../dist/index.js", import.meta.url));

/** A gateway in a workerd of its own. */
export interface ServedGateway {
  readonly url: string;
  readonly port: number;
  /** Ends the process and answers all that it printed. */
  close(): Promise<string>;
}

/** How a gateway is served. */
export interface ServeGatewayOptions extends Pick<WorkerdConfig, "variables" | "beside" | "front"> {
  /** The Durable Object's storage; default a new folder, removed at the end. */
  readonly storage?: string;
  /** The main module's text; it may import the gateway from `./index.js`. Default: the gateway itself. */
  readonly main?: string;
  /** The text of the Worker in front, where `front` gives it bindings. */
  readonly frontModule?: string;
}

const ITSELF = 'export * from "./index.js"; export { default } from "./index.js";';

/** Starts `workerd serve` with the built bundle and waits until it listens. */
export async function serveGateway({
  storage,
  main = ITSELF,
  frontModule = "",
  ...workers
}: ServeGatewayOptions): Promise<ServedGateway> {
  const folder = await mkdtemp(join(tmpdir(), "gateway-"));
  const disk = storage ?? join(folder, "storage");
  await mkdir(disk, { recursive: true });
  // workerd embeds files of the configuration's own folder only.
  await copyFile(BUNDLE, join(folder, "index.js"));
  await writeFile(join(folder, "main.js"), main);
  await writeFile(join(folder, "front.js"), frontModule);
  const config = join(folder, "config.capnp");
  await writeFile(config, workerdConfig({ storage: disk, ...workers }));
  const child = spawn(workerd, ["serve", "--experimental", "--control-fd=3", config], {
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const [, stdout, stderr, control] = child.stdio;
  if (!(stdout && stderr && control instanceof Readable)) throw new TypeError("workerd has no pipes");
  const printed = Promise.all([text(stdout), text(stderr)]);
  const exited = once(child, "exit");
  const port = await portOf(control);
  if (port === undefined) throw new Error(`workerd ended:\n${(await printed).join("")}`);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async close() {
      child.kill("SIGTERM");
      await exited;
      await rm(folder, { recursive: true, force: true });
      return (await printed).join("");
    },
  };
}

async function portOf(control: Readable): Promise<number | undefined> {
  for await (const line of createInterface({ input: control })) {
    const message: { event?: string; port?: number } = JSON.parse(line);
    if (message.event === "listen") return message.port;
  }
  return undefined;
}
