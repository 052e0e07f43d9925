import { authorizationInterceptor } from "@wakapay/auth-core/undici";
import { Agent } from "undici";
import { wakapay } from "./wakapay.ts";

export const dispatcher = new Agent().compose(
  authorizationInterceptor(wakapay.source, {
    baseUrl: process.env["WAKAPAY_BASE_URL"] ?? "",
    allowInsecureLoopback: true, // for the sandbox
  }),
);
