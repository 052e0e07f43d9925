import { defineConfig } from "vitest/config";

// Each test starts a process, which is slow while other suites run.
export default defineConfig({ test: { include: ["test/*.test.ts"], testTimeout: 60_000 } });
