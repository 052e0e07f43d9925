import { mkdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type ServedWorker, serveWorker } from "./serve-worker.ts";
import { type WorkerdConfig, workerdConfig } from "./workerd-config.ts";

/** The built Worker, or the one that `GATEWAY_BUNDLE` names: tests of the template set it. */
const BUNDLE =
  process.env["GATEWAY_BUNDLE"] ?? fileURLToPath(new URL("../../dist/index.js", import.meta.url));

/** A gateway in its own workerd. */
export type ServedGateway = ServedWorker;

/** Options of {@link serveGateway}. */
export interface ServeGatewayOptions extends Pick<WorkerdConfig, "variables" | "beside" | "front"> {
  /** The folder of the Durable Object's storage. Default: a new folder, removed at the end. */
  readonly storage?: string;
  /**
   * The source of the main module. It can import the gateway from `./index.js`. Default: the
   * gateway.
   */
  readonly main?: string;
  /** The source of `./index.js`. Default: the built gateway. */
  readonly bundle?: string;
  /** The source of the Worker that receives requests first, if `front` is set. */
  readonly frontModule?: string;
  /** Discards what the gateway prints. Default: `false`. */
  readonly isSilent?: boolean;
}

const ITSELF = 'export * from "./index.js"; export { default } from "./index.js";';

/** Serves the built gateway with `workerd serve`. */
export async function serveGateway({
  storage,
  main = ITSELF,
  bundle,
  frontModule = "",
  isSilent,
  ...workers
}: ServeGatewayOptions): Promise<ServedGateway> {
  if (storage !== undefined) await mkdir(storage, { recursive: true });
  const gateway = bundle ?? (await readFile(BUNDLE, "utf8"));
  return serveWorker({
    modules: { "index.js": gateway, "main.js": main, "front.js": frontModule },
    isSilent,
    config: (emptyFolder) => workerdConfig({ storage: storage ?? emptyFolder, ...workers }),
  });
}
