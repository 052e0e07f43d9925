import { createTokenManager } from "@wakapay/auth-core";
import { instrument } from "@wakapay/auth-core/opentelemetry";

const { WAKAPAY_BASE_URL = "", WAKAPAY_API_KEY = "", WAKAPAY_API_SECRET = "" } = process.env;

export const wakapay = createTokenManager(
  instrument({
    baseUrl: WAKAPAY_BASE_URL,
    apiKey: WAKAPAY_API_KEY,
    apiSecret: WAKAPAY_API_SECRET,
  }),
);
