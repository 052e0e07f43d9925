import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

test("the Worker, as it is deployed, is at most 20 kB compressed", async () => {
  const bundle = await readFile(new URL("../../dist/index.js", import.meta.url));
  expect(gzipSync(bundle, { level: 9 }).byteLength).toBeLessThanOrEqual(20_000);
});
