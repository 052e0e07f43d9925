import { env, waitUntil } from "cloudflare:workers";
import { createTokenManager } from "@wakapay/auth-core";

const wakapay = createTokenManager({
  baseUrl: env.WAKAPAY_BASE_URL,
  apiKey: env.WAKAPAY_API_KEY,
  apiSecret: env.WAKAPAY_API_SECRET,
  background: waitUntil,
});

export default {
  fetch: () => wakapay.fetch("/business/balance?currency=USD"),
};
