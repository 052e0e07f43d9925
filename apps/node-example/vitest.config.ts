import { defineConfig } from "vitest/config";

// Each test starts a process, which takes its time where other suites run beside it.
export default defineConfig({ test: { include: ["test/**/*.test.ts"], testTimeout: 60_000 } });
