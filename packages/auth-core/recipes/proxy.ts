import { createTokenManager } from "@wakapay/auth-core";
import { EnvHttpProxyAgent, fetch, type RequestInfo, type RequestInit } from "undici";

const { WAKAPAY_BASE_URL = "", WAKAPAY_API_KEY = "", WAKAPAY_API_SECRET = "" } = process.env;

const dispatcher = new EnvHttpProxyAgent(); // reads HTTPS_PROXY and NO_PROXY

export const wakapay = createTokenManager({
  baseUrl: WAKAPAY_BASE_URL,
  apiKey: WAKAPAY_API_KEY,
  apiSecret: WAKAPAY_API_SECRET,
  fetch: (input: RequestInfo, init?: RequestInit) => fetch(input, { ...init, dispatcher }),
});
