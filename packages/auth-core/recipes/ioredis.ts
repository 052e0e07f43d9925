import { createTokenManager } from "@wakapay/auth-core";
import { redisStore } from "@wakapay/auth-core/redis";
// #region readme
import { Redis } from "ioredis";

// #endregion
const { WAKAPAY_BASE_URL = "", WAKAPAY_API_KEY = "", WAKAPAY_API_SECRET = "" } = process.env;
const { REDIS_URL = "redis://127.0.0.1:6379" } = process.env;

// #region readme
export const redis = new Redis(REDIS_URL);
redis.on("error", (error) => console.warn("Redis:", error.message));
// #endregion

export const wakapay = createTokenManager({
  baseUrl: WAKAPAY_BASE_URL,
  apiKey: WAKAPAY_API_KEY,
  apiSecret: WAKAPAY_API_SECRET,
  store: redisStore(redis),
});
