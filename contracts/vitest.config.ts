import { defineConfig } from "vitest/config";

// The tests connect to servers on this machine, which a proxy cannot reach.
for (const name of ["NO_PROXY", "no_proxy"]) {
  process.env[name] = [process.env[name], "127.0.0.1", "localhost"].filter(Boolean).join(",");
}

export default defineConfig({
  test: {
    env: { PACT_DO_NOT_TRACK: "true" },
    // Most tests wait for other processes, such as Pact's verifier and workerd.
    testTimeout: 120_000,
    globalSetup: "test/empty-written.ts",
    projects: [
      {
        extends: true,
        test: {
          name: "consumers",
          include: ["test/consumers/*.test.ts"],
          // One process writes the pacts, because Pact does not lock its files. The order is
          // random, so that no interaction depends on another.
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
