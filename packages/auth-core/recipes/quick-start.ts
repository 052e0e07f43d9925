import { createTokenManager } from "@wakapay/auth-core";

const { WAKAPAY_BASE_URL = "", WAKAPAY_API_KEY = "", WAKAPAY_API_SECRET = "" } = process.env;

export const wakapay = createTokenManager({
  baseUrl: WAKAPAY_BASE_URL, // https://api.test.wakapay.io for the test environment
  apiKey: WAKAPAY_API_KEY,
  apiSecret: WAKAPAY_API_SECRET,
});

const response = await wakapay.fetch("/business/balance?currency=USD");
console.log(response.status, await response.json());
