import { defineConfig } from "vitest/config";

// Most of these tests start processes, which is slow while other suites run.
export default defineConfig({ test: { include: ["test/**/*.test.ts"], testTimeout: 60_000 } });
