import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/deep/**/*.test.ts"],
    globalSetup: "test/deep/build-site.ts",
    testTimeout: 60_000,
    hookTimeout: 240_000,
  },
});
