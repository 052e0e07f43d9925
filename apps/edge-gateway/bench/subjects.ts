import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { mintGatewayKey } from "../src/access/gateway-key.ts";
import { serveGateway } from "../test/http/serve-gateway.ts";
import type { ServedWorker } from "../test/http/serve-worker.ts";
import type { Batch } from "./batch.ts";
import { serveBeside } from "./beside.ts";

/** What is compared, over one stub upstream. */
export interface Subjects {
  /** The gateway's plain-text bindings. */
  readonly variables: Readonly<Record<string, string>>;
  readonly authorization: string;
  passThrough(): Promise<ServedWorker>;
  byHand(): Promise<ServedWorker>;
  answering(): Promise<ServedWorker>;
  gateway(): Promise<ServedWorker>;
  close(): Promise<void>;
}

const UPSTREAM = fileURLToPath(new URL("upstream.ts", import.meta.url));
const LOAD = fileURLToPath(new URL("load.ts", import.meta.url));

/** Starts the upstream, and says how the Workers in front of it are started. */
export async function subjects(): Promise<Subjects> {
  const upstream = spawn(execPath, [UPSTREAM], { stdio: ["ignore", "pipe", "inherit"] });
  const [port] = await once(upstream.stdout.setEncoding("utf8"), "data");
  const url = `http://127.0.0.1:${String(port).trim()}`;
  const { key, hash } = await mintGatewayKey("bench");
  const routes = [{ methods: ["GET"], path: "/business/balance", query: { currency: ["USD", "EUR"] } }];
  const variables = {
    GATEWAY_ENVIRONMENT: "local",
    WAKAPAY_BASE_URL: url,
    WAKAPAY_API_KEY: "key-of-the-bench",
    WAKAPAY_API_SECRET: "secret-of-the-bench",
    GATEWAY_POLICY: JSON.stringify({ callers: { bench: { keys: [hash], routes } } }),
  };
  return {
    variables,
    authorization: `Bearer ${key}`,
    passThrough: () => serveBeside("pass-through", variables),
    byHand: () => serveBeside("by hand", variables),
    answering: () => serveBeside("answering", variables),
    gateway: () => serveGateway({ variables, isSilent: true }),
    async close() {
      upstream.kill();
      await once(upstream, "exit");
    },
  };
}

/** Has a process of its own send a batch of requests, one after another. */
export async function batchOf(
  { port, pid }: ServedWorker,
  requests: number,
  authorization: string,
): Promise<Batch> {
  const load = [LOAD, `${port}`, `${requests}`, `${pid}`, authorization];
  const { stdout } = await promisify(execFile)(execPath, load);
  return JSON.parse(stdout);
}
