import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { compatibilityDate, compatibilityFlags } from "./test/compatibility.ts";

/** `test:deep` sends ten thousand requests where `test` sends a few. */
const load =
  process.env["GATEWAY_LOAD"] === "deep"
    ? { requests: 10_000, concurrency: 64, pauseMs: 700 }
    : { requests: 1_500, concurrency: 16, pauseMs: 350 };

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [
          {
            // Imports with `{ type: "text" }` as text, like wrangler. Vite does not support the
            // attribute.
            name: "text-imports",
            enforce: "pre",
            resolveId(source, importer) {
              return /\/(?:policy\/\w+\.json|wrangler\.jsonc)$/.test(source)
                ? this.resolve(`${source}?raw`, importer)
                : undefined;
            },
          },
          // Not from wrangler.jsonc: that would read a developer's own .dev.vars.
          cloudflareTest({
            main: "./src/index.ts",
            miniflare: {
              compatibilityDate,
              compatibilityFlags,
              durableObjects: { TOKEN_BROKER: { className: "TokenBroker", useSQLite: true } },
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
      {
        test: {
          name: "http",
          include: ["test/{http,scripts,attacks}/**/*.test.ts"],
          testTimeout: 20_000,
        },
      },
      {
        test: { name: "deep", include: ["test/deep/**/*.test.ts"], testTimeout: 60_000 },
      },
      {
        test: { name: "load", include: ["test/load/**/*.test.ts"], provide: { load }, testTimeout: 240_000 },
      },
    ],
  },
});
