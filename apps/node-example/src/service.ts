import { once } from "node:events";
import { createAdaptorServer } from "@hono/node-server";
import type { Logger } from "pino";
import { createApp } from "./app.ts";
import type { Config } from "./config.ts";
import { connectRedis } from "./redis.ts";
import { createWakapay } from "./wakapay.ts";

/** A running service. */
export interface Service {
  readonly url: string;
  /** Stops to accept connections, finishes the requests in progress, and releases everything. */
  stop(): Promise<void>;
}

/** How long `stop` waits for requests, in milliseconds. Kubernetes kills a process after 30 s. */
const GRACE_MS = 20_000;

/** Starts the service. Resolves when it accepts connections. */
export async function startService(config: Config, log: Logger): Promise<Service> {
  const redis = config.REDIS_URL === undefined ? undefined : await connectRedis(config.REDIS_URL, log);
  const wakapay = createWakapay(config, log, redis?.store);
  let isStopping = false;
  const app = createApp({ wakapay, currencies: config.CURRENCIES, log, isStopping: () => isStopping });
  const server = createAdaptorServer({ fetch: app.fetch });
  server.listen(config.PORT, config.HOST);
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : config.PORT;

  async function stop(): Promise<void> {
    isStopping = true;
    const closed = once(server, "close");
    server.close();
    const timer = setTimeout(() => "closeAllConnections" in server && server.closeAllConnections(), GRACE_MS);
    await closed;
    clearTimeout(timer);
    wakapay.close();
    redis?.close();
  }

  return { url: `http://${config.HOST}:${port}`, stop };
}
