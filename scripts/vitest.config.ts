import { defineConfig } from "vitest/config";

// Most of these tests start processes, which takes its time where other suites run beside them.
export default defineConfig({ test: { include: ["test/**/*.test.ts"], testTimeout: 60_000 } });
