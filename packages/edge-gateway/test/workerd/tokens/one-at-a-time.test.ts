import type { TokenSource } from "@wakapay/auth-core";
import { expect, test, vi } from "vitest";
import { oneAtATime } from "../../../src/tokens/one-at-a-time.ts";

const TOKEN = { value: "t", issuedAt: 0, expiresAt: 1_000 };

test("rejects other requests while one is in progress, and says when to retry", async () => {
  const { promise, resolve } = Promise.withResolvers<typeof TOKEN>();
  const source = oneAtATime(
    () => promise,
    5_000,
    () => 0,
  );
  const first = source();
  await expect(source()).rejects.toMatchObject({ code: "unavailable", retryAfterMs: 1_000 });
  resolve(TOKEN);
  expect(await first).toEqual(TOKEN);
  expect(await source()).toEqual(TOKEN);
});

test("ignores a request that is still pending after maxMs", async () => {
  let now = 0;
  const stuck = vi.fn<TokenSource>(async () => TOKEN).mockReturnValueOnce(new Promise(() => {}));
  const source = oneAtATime(stuck, 5_000, () => now);
  void source();
  now = 4_999;
  await expect(source()).rejects.toMatchObject({ code: "unavailable" });
  now = 5_000;
  expect(await source()).toEqual(TOKEN);
});
