import { createTokenManager } from "@wakapay/auth-core";

const { WAKAPAY_BASE_URL = "", WAKAPAY_API_KEY = "", WAKAPAY_API_SECRET = "" } = process.env;

export const wakapay = createTokenManager({
  baseUrl: WAKAPAY_BASE_URL,
  apiKey: WAKAPAY_API_KEY,
  apiSecret: WAKAPAY_API_SECRET,
  onEvent: (event) => console.log(JSON.stringify(event)),
});
