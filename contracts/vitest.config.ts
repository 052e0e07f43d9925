import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    env: { PACT_DO_NOT_TRACK: "true" },
    projects: [
      {
        extends: true,
        test: {
          name: "consumers",
          include: ["test/consumers/*.test.ts"],
          globalSetup: "test/empty-written.ts",
          // One process writes the pacts, in an order that differs from run to run: no interaction may need another.
          maxWorkers: 1,
          sequence: { groupOrder: 1, shuffle: true },
        },
      },
      {
        extends: true,
        test: {
          name: "provider",
          include: ["test/**/*.test.ts"],
          exclude: ["test/consumers/**"],
          // Most of each test is spent in a process of its own: Pact's verifier.
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
        },
      },
    ],
  },
});
