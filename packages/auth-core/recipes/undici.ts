import { authorizationInterceptor } from "@wakapay/auth-core/undici";
import { Agent, request } from "undici";
import { wakapay } from "./quick-start.ts";

const { WAKAPAY_BASE_URL = "" } = process.env;

export const dispatcher = new Agent({ connections: 64 }).compose(
  authorizationInterceptor(wakapay.source, { baseUrl: WAKAPAY_BASE_URL }),
);

const { statusCode, body } = await request(`${WAKAPAY_BASE_URL}/business/balance?currency=USD`, {
  dispatcher,
});
console.log(statusCode, await body.json());
