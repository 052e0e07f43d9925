import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/machine.ts",
    // No test leaves anything behind in the process, so files may share one.
    isolate: false,
    // Some start a process; on a machine that is busy this takes its time.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    expect: { poll: { timeout: 20_000 } },
  },
});
