import { createTokenManager, type TokenManager, type TokenStore } from "@wakapay/auth-core";
import { instrument } from "@wakapay/auth-core/opentelemetry";
import type { Logger } from "pino";
import type { Config } from "./config.ts";

/** Creates the token manager, which records metrics and spans, and logs what goes wrong. */
export function createWakapay(config: Config, log: Logger, store?: TokenStore): TokenManager {
  return createTokenManager(
    instrument({
      baseUrl: config.WAKAPAY_BASE_URL,
      apiKey: config.WAKAPAY_API_KEY,
      apiSecret: config.WAKAPAY_API_SECRET,
      allowInsecureLoopback: true, // lets the service call a local sandbox over http
      deadlineMs: 10_000,
      throwOnFailedRenewal: true, // callers of this service get the reason, not WakaPay's 401
      ...(store !== undefined && { store }),
      onEvent: (event) => {
        const isFailure = event.type === "failed" || event.type === "store_failed";
        log[isFailure ? "warn" : "debug"]({ event }, "token event");
      },
    }),
  );
}
