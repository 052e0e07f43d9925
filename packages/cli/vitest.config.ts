import { configDefaults, defineConfig } from "vitest/config";

// The tests call servers on loopback, which a proxy cannot reach.
for (const name of Object.keys(process.env)) if (/_proxy$/i.test(name)) delete process.env[name];

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: [...configDefaults.exclude, "test/deep/**"],
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
