import { configDefaults, defineConfig } from "vitest/config";

// Most of these tests start processes, which is slow while other suites run.
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: [...configDefaults.exclude, "test/deep/**"],
    testTimeout: 60_000,
  },
});
