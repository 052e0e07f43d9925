import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [
          cloudflareTest({
            main: "./test/workerd/tested.worker.ts",
            miniflare: {
              compatibilityDate: "2026-11-01",
              compatibilityFlags: ["enable_request_signal"],
              durableObjects: {
                TOKEN_BROKER: { className: "TokenBroker", useSQLite: true },
                CALLER_QUOTA: { className: "CallerQuota", useSQLite: true },
              },
              ratelimits: { BURST_SMALL: { namespace_id: "1001", simple: { limit: 2, period: 60 } } },
              bindings: {
                GATEWAY_ENVIRONMENT: "local",
                WAKAPAY_BASE_URL: "http://127.0.0.1:4010",
                WAKAPAY_API_KEY: "key-of-the-inside-tests",
                WAKAPAY_API_SECRET: "canary-secret-of-the-inside-tests",
                WAKAPAY_API_KEY_NEXT: "next-key-of-the-inside-tests",
                WAKAPAY_API_SECRET_NEXT: "canary-next-secret-of-the-inside-tests",
              },
            },
          }),
        ],
        test: { name: "workerd", include: ["test/workerd/**/*.test.ts"], isolate: false },
      },
      { test: { name: "command", include: ["test/{command,policy,observing}/**/*.test.ts"] } },
      { test: { name: "deep", include: ["test/deep/**/*.test.ts"], testTimeout: 60_000 } },
    ],
  },
});
