import { once } from "node:events";
import { redisStore } from "@wakapay/auth-core/redis";
import type { Logger } from "pino";
import { createClient } from "redis";

/**
 * Connects to the Redis that the fleet shares its token through. If Redis is down, the service
 * starts without it after two seconds, requests its own token, and keeps trying to connect.
 */
export async function connectRedis(url: string, log: Logger) {
  const redis = createClient({ url, disableOfflineQueue: true });
  redis.on("error", (err) => log.warn({ err }, "Redis failed"));
  redis.connect().catch(() => {});
  await once(redis, "ready", { signal: AbortSignal.timeout(2_000) }).catch(() => {});
  return { store: redisStore(redis), close: () => redis.destroy() };
}
