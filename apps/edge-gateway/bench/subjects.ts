import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { mintGatewayKey } from "../src/access/gateway-key.ts";
import { serveGateway } from "../test/http/serve-gateway.ts";
import type { ServedWorker } from "../test/http/serve-worker.ts";
import { serveHandWritten } from "./workers.ts";

/** A batch of requests. */
export interface Batch {
  readonly p50Us: number;
  /** CPU time of workerd per request. `undefined` on systems other than Linux. */
  readonly cpuUs: number | undefined;
}

/** The Workers that are compared, in front of one stub upstream. */
export interface Subjects {
  /** The gateway's variables. */
  readonly variables: Readonly<Record<string, string>>;
  readonly authorization: string;
  byHand(): Promise<ServedWorker>;
  empty(): Promise<ServedWorker>;
  gateway(): Promise<ServedWorker>;
  close(): Promise<void>;
}

const UPSTREAM = fileURLToPath(new URL("upstream.ts", import.meta.url));
const LOAD = fileURLToPath(new URL("load.ts", import.meta.url));

/** Starts the upstream, and returns how to start the Workers. */
export async function startSubjects(): Promise<Subjects> {
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
    byHand: () => serveHandWritten("by hand", variables),
    empty: () => serveHandWritten("empty", variables),
    gateway: () => serveGateway({ variables, isSilent: true }),
    async close() {
      upstream.kill();
      await once(upstream, "exit");
    },
  };
}

/** Sends a batch of requests from another process, one after another. */
export async function batchOf(
  { port, pid }: ServedWorker,
  requests: number,
  authorization: string,
): Promise<Batch> {
  const load = [LOAD, `${port}`, `${requests}`, `${pid}`, authorization];
  const { stdout } = await promisify(execFile)(execPath, load);
  return JSON.parse(stdout);
}
