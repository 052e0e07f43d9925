import { defineConfig } from "vitest/config";

/** Uses every core: by default, Vitest leaves one free, and the seeds would take twice as long. */
export default defineConfig({
  test: { include: ["test/deep/**/*.test.ts"], testTimeout: 900_000, maxWorkers: "100%" },
});
