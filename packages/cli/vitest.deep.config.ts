import { defineConfig } from "vitest/config";

for (const name of Object.keys(process.env)) if (/_proxy$/i.test(name)) delete process.env[name];

export default defineConfig({
  test: { include: ["test/deep/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 60_000 },
});
