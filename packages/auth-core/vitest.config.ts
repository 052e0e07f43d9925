import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{test,recipes}/**/*.test.ts"],
    exclude: [...configDefaults.exclude, "test/deep/**"],
    // Tests with real processes and servers are slow on a busy machine.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    expect: { poll: { timeout: 20_000 } },
    globalSetup: ["test/store/redis/redis-presence.ts"],
  },
});
