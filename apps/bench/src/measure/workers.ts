import { mintGatewayKey } from "@wakapay/edge-gateway/gateway-key";
import { type ServedGateway, serveGateway } from "@wakapay/edge-gateway-worker/testing";
import { bundleWorker } from "./bundle-worker.ts";
import { startServer } from "./child.ts";

const SOURCES = ["by-hand", "pass-through", "hono", "empty"] as const;

/** A Worker of `workers/`, or the gateway. */
export type WorkerName = (typeof SOURCES)[number] | "gateway";

/** The Workers that are compared, in front of one stub of WakaPay. */
export interface Workers {
  readonly authorization: string;
  /** Starts one of them in its own workerd. */
  start(name: WorkerName): Promise<ServedGateway>;
  close(): Promise<void>;
}

const BROKER = `import { DurableObject } from "cloudflare:workers";
export class TokenBroker extends DurableObject {}
export class CallerQuota extends DurableObject {}
`;

/** Starts the stub, and returns how to start the Workers. */
export async function startWorkers(): Promise<Workers> {
  const upstream = await startServer(new URL("../programs/upstream.ts", import.meta.url), [], "other");
  const { key, hash } = await mintGatewayKey("bench");
  const routes = [{ methods: ["GET"], path: "/business/balance", query: { currency: ["USD", "EUR"] } }];
  const variables = {
    GATEWAY_ENVIRONMENT: "local",
    WAKAPAY_BASE_URL: upstream.url,
    WAKAPAY_API_KEY: "key-of-the-bench",
    WAKAPAY_API_SECRET: "secret-of-the-bench",
    GATEWAY_POLICY: JSON.stringify({ callers: { bench: { keys: [hash], routes } } }),
    CALLER_KEY: key,
  };
  const sources = new Map<WorkerName, string>();
  for (const name of SOURCES) sources.set(name, BROKER + (await bundleWorker(name)));
  return {
    authorization: `Bearer ${key}`,
    start(name) {
      const main = sources.get(name);
      // The other Workers get the gateway's bindings, and nothing of its code.
      return serveGateway({ variables, isSilent: true, ...(main !== undefined && { bundle: "", main }) });
    },
    close: upstream.close,
  };
}
