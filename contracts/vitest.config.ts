import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    env: { PACT_DO_NOT_TRACK: "true" },
    // Most of a test is spent in processes of their own, which share the machine: Pact's verifier, workerd.
    testTimeout: 120_000,
    globalSetup: "test/empty-written.ts",
    projects: [
      {
        extends: true,
        test: {
          name: "consumers",
          include: ["test/consumers/*.test.ts"],
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
          exclude: ["test/consumers/**", "test/deep/**"],
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: "deep",
          include: ["test/deep/*.test.ts"],
          maxWorkers: 1,
          testTimeout: 900_000,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
