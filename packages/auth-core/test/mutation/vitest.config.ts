import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/{authorized-fetch,layers}/*.test.ts", "test/store/{adopting,shared*}.test.ts"],
    exclude: ["test/authorized-fetch/implementations.test.ts"], // tests the build, which is not mutated
    testTimeout: 30_000,
  },
});
