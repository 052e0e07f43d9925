import { once } from "node:events";
import { createTokenManager } from "@wakapay/auth-core";
import { redisStore } from "@wakapay/auth-core/redis";
import { Redis } from "ioredis";

const { WAKAPAY_BASE_URL = "", WAKAPAY_API_KEY = "", WAKAPAY_API_SECRET = "" } = process.env;
const { REDIS_URL = "redis://127.0.0.1:6379" } = process.env;

export const redis = new Redis(REDIS_URL, { enableOfflineQueue: false });
redis.on("error", (error) => console.warn("Redis:", error.message));
await once(redis, "ready", { signal: AbortSignal.timeout(2_000) }).catch(() => {});

export const wakapay = createTokenManager({
  baseUrl: WAKAPAY_BASE_URL,
  apiKey: WAKAPAY_API_KEY,
  apiSecret: WAKAPAY_API_SECRET,
  store: redisStore(redis),
});
