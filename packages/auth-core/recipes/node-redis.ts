import { once } from "node:events";
import { createTokenManager } from "@wakapay/auth-core";
import { redisStore } from "@wakapay/auth-core/redis";
import { createClient } from "redis";

const { WAKAPAY_BASE_URL = "", WAKAPAY_API_KEY = "", WAKAPAY_API_SECRET = "" } = process.env;
const { REDIS_URL = "redis://127.0.0.1:6379" } = process.env;

// Without the queue, commands fail at once while Redis is down, and tokens are requested directly.
export const redis = createClient({ url: REDIS_URL, disableOfflineQueue: true });
redis.on("error", (error) => console.warn("Redis:", error.message));

redis.connect().catch(() => {});

// Waits until Redis is connected, so that the first token is shared. If Redis is down, the service
// starts without it, after two seconds at most, and the client keeps trying to connect.
await once(redis, "ready", { signal: AbortSignal.timeout(2_000) }).catch(() => {});

export const wakapay = createTokenManager({
  baseUrl: WAKAPAY_BASE_URL,
  apiKey: WAKAPAY_API_KEY,
  apiSecret: WAKAPAY_API_SECRET,
  store: redisStore(redis),
});
