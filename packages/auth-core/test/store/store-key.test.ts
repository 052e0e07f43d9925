import { expect, it } from "vitest";
import { storeKey } from "../../src/store/store-key.ts";

const base = "https://api.test.wakapay.io";
const pair = { apiKey: "ab", apiSecret: "c" };

it("gives every process with the same base URL, key and secret the same name", async () => {
  expect(await storeKey(base, { ...pair })).toBe(await storeKey(base, pair));
});

it.each([
  ["another split of the same letters", base, { apiKey: "a", apiSecret: "bc" }],
  ["another secret", base, { apiKey: "ab", apiSecret: "d" }],
  ["a secret with a zero byte more", base, { apiKey: "ab", apiSecret: "c\0" }],
  ["another key", base, { apiKey: "ac", apiSecret: "c" }],
  ["another host", "https://api.wakapay.example", pair],
  ["another port", `${base}:8443`, pair],
  ["another path", `${base}/v2`, pair],
  ["a path that ends like the key", `${base}/ab`, { apiKey: "", apiSecret: "c" }],
])("gives %s another name", async (_, prefix, other) => {
  expect(await storeKey(prefix, other)).not.toBe(await storeKey(base, pair));
});

it("reveals neither key nor secret nor base URL", async () => {
  const name = await storeKey(base, { apiKey: "a-long-api-key", apiSecret: "a-long-api-secret" });
  expect(name).toMatch(/^wakapay:[0-9a-f]{64}$/);
});
