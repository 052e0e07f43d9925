import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{test,recipes}/**/*.test.ts"],
    exclude: [...configDefaults.exclude, "test/deep/**"],
    // Real processes and servers on a loaded machine: late is not wrong. What hangs is still told.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    expect: { poll: { timeout: 20_000 } },
    globalSetup: ["test/store/redis/redis-presence.ts"],
  },
});
