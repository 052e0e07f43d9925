// #region readme
import { createTokenManager } from "@wakapay/auth-core";
import { redisStore } from "@wakapay/auth-core/redis";
import { createClient } from "redis";

const { WAKAPAY_BASE_URL = "", WAKAPAY_API_KEY = "", WAKAPAY_API_SECRET = "" } = process.env;
const { REDIS_URL = "redis://127.0.0.1:6379" } = process.env;

export const redis = createClient({ url: REDIS_URL });
redis.on("error", (error) => console.warn("Redis:", error.message));
await redis.connect();

export const wakapay = createTokenManager({
  baseUrl: WAKAPAY_BASE_URL,
  apiKey: WAKAPAY_API_KEY,
  apiSecret: WAKAPAY_API_SECRET,
  store: redisStore(redis),
});
// #endregion
