import { createTokenManager } from "@wakapay/auth-core";

const { WAKAPAY_BASE_URL = "", WAKAPAY_API_KEY = "", WAKAPAY_API_SECRET = "" } = process.env;

export const wakapay = createTokenManager({
  baseUrl: WAKAPAY_BASE_URL, // https://api.test.wakapay.io for the test environment
  apiKey: WAKAPAY_API_KEY,
  apiSecret: WAKAPAY_API_SECRET,
  allowInsecureLoopback: true, // for the sandbox, which uses http: on this machine
});
