import { createTokenManager, WAKAPAY_TEST_URL } from "@wakapay/auth-core";
import { type AuthorizationInterceptorOptions, authorizationInterceptor } from "@wakapay/auth-core/undici";
import { Agent, type Dispatcher, interceptors, request } from "undici";

const baseUrl = WAKAPAY_TEST_URL;
const wakapay = createTokenManager({ baseUrl, apiKey: "key", apiSecret: "secret" });

const options: AuthorizationInterceptorOptions = {
  baseUrl,
  allowInsecureLoopback: true,
  mayResend: ({ method }) => method === "GET",
  throwOnFailedRenewal: true,
};
const interceptor: Dispatcher.DispatcherComposeInterceptor = authorizationInterceptor(
  wakapay.source,
  options,
);

export const dispatcher: Dispatcher = new Agent().compose(interceptor, interceptors.retry());

export const balance = () => request(`${baseUrl}/business/balance?currency=USD`, { dispatcher });
