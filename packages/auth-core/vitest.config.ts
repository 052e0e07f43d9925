import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: [...configDefaults.exclude, "test/deep/**"],
    globalSetup: ["test/redis/redis-presence.ts"],
  },
});
