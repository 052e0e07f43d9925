import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // The tarballs of a release are tested here, so their contents are checked here too.
    include: ["test/deep/**/*.test.ts", "test/published/tarballs.test.ts"],
    fileParallelism: false,
    // Installations and fresh clones are slow.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
