import { defineConfig } from "vitest/config";

/** `test:deep` sends ten thousand requests where `test` sends a few. */
const load =
  process.env["GATEWAY_LOAD"] === "deep"
    ? { requests: 10_000, concurrency: 64, pauseMs: 700 }
    : { requests: 1_500, concurrency: 16, pauseMs: 350 };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "http",
          include: ["test/{http,command,attacks}/**/*.test.ts"],
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
