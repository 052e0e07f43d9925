import { createTokenManager } from "@wakapay/auth-core";

const { WAKAPAY_BASE_URL = "", WAKAPAY_API_KEY = "", WAKAPAY_API_SECRET = "" } = process.env;

const wakapay = createTokenManager({
  baseUrl: WAKAPAY_BASE_URL,
  apiKey: WAKAPAY_API_KEY,
  apiSecret: WAKAPAY_API_SECRET,
  renewAfter: 1, // no renewal in the background
});

export async function handler() {
  const response = await wakapay.fetch("/business/balance?currency=USD");
  return { statusCode: response.status, body: await response.text() };
}
