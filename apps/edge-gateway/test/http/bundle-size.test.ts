import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

test("keeps the deployed Worker under 60 kB compressed", async () => {
  const bundle = await readFile(new URL("../../dist/index.js", import.meta.url));
  expect(gzipSync(bundle, { level: 9 }).byteLength).toBeLessThanOrEqual(60_000);
});
