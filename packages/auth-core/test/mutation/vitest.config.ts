import { defineConfig } from "vitest/config";

const layers = "adopting,authorized-fetch,cached,cooling-down,credentialed,retrying,shared,single-flight";

export default defineConfig({ test: { include: [`test/{${layers}}*.test.ts`] } });
