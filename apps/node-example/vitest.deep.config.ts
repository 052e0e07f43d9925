import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/deep/**/*.test.ts"],
    globalSetup: "test/deep/redis-presence.ts",
    // Several processes start at once.
    testTimeout: 60_000,
  },
});
