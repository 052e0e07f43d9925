import { configDefaults, defineConfig } from "vitest/config";

// The tests call sandboxes on loopback, which a proxy cannot reach. Processes that they start
// inherit this environment.
for (const name of Object.keys(process.env)) if (/_proxy$/i.test(name)) delete process.env[name];

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: [...configDefaults.exclude, "test/deep/**"],
    globalSetup: "test/machine.ts",
    // The tests leave no state in the process, so files can share one.
    isolate: false,
    // Some tests start a process, which is slow on a busy machine.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    expect: { poll: { timeout: 20_000 } },
  },
});
