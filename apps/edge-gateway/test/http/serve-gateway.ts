import { mkdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type ServedWorker, serveWorker } from "./serve-worker.ts";
import { type WorkerdConfig, workerdConfig } from "./workerd-config.ts";

const BUNDLE = fileURLToPath(new URL("../../dist/index.js", import.meta.url));

/** A gateway in a workerd of its own. */
export type ServedGateway = ServedWorker;

/** How a gateway is served. */
export interface ServeGatewayOptions extends Pick<WorkerdConfig, "variables" | "beside" | "front"> {
  /** The Durable Object's storage; default a new folder, removed at the end. */
  readonly storage?: string;
  /** The main module's text; it may import the gateway from `./index.js`. Default: the gateway itself. */
  readonly main?: string;
  /** The text of the Worker in front, where `front` gives it bindings. */
  readonly frontModule?: string;
  /** Throws away what the gateway prints; default `false`. */
  readonly isSilent?: boolean;
}

const ITSELF = 'export * from "./index.js"; export { default } from "./index.js";';

/** Starts `workerd serve` with the built bundle and waits until it listens. */
export async function serveGateway({
  storage,
  main = ITSELF,
  frontModule = "",
  isSilent,
  ...workers
}: ServeGatewayOptions): Promise<ServedGateway> {
  if (storage !== undefined) await mkdir(storage, { recursive: true });
  const gateway = await readFile(BUNDLE, "utf8");
  return serveWorker({
    modules: { "index.js": gateway, "main.js": main, "front.js": frontModule },
    isSilent,
    config: (emptyFolder) => workerdConfig({ storage: storage ?? emptyFolder, ...workers }),
  });
}
