import { defineConfig } from "vitest/config";

export default defineConfig({
  // For the decorators of NestJS.
  oxc: { decorator: { legacy: true } },
  test: {
    include: ["test/deep/**/*.test.ts"],
    globalSetup: "test/deep/tools.ts",
    fileParallelism: false,
    // Compilers and installers are slow.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
