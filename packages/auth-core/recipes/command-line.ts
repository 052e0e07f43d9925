import { createTokenManager } from "@wakapay/auth-core";

const { WAKAPAY_BASE_URL = "", WAKAPAY_API_KEY = "", WAKAPAY_API_SECRET = "" } = process.env;

const wakapay = createTokenManager({
  baseUrl: WAKAPAY_BASE_URL,
  apiKey: WAKAPAY_API_KEY,
  apiSecret: WAKAPAY_API_SECRET,
  renewAfter: 1, // no renewal in the background
});

const response = await wakapay.fetch("/business/balance?currency=USD");
console.log(await response.text());
if (!response.ok) process.exitCode = 1;
