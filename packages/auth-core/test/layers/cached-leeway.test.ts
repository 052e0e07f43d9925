import { describe, expect, it } from "vitest";
import { TokenError } from "../../src/index.ts";
import { cachedSource, HOUR } from "../support/cached-source.ts";
import { tokenOf } from "../support/fake-source.ts";

const down = () => new TokenError("unavailable", "down");

/** A cache whose token expires in `leftMs`. */
async function inLeeway(leftMs = 30_000) {
  const world = await cachedSource();
  await world.clock.advance(HOUR - leftMs);
  return world;
}

describe("a caller in the leeway", () => {
  it.each([
    { leftMs: 60_001, waits: false },
    { leftMs: 60_000, waits: true },
  ])("waits for a renewal if the token expires in $leftMs ms: $waits", async ({ leftMs, waits }) => {
    const { clock, source, calls } = await inLeeway(leftMs);
    let value: string | undefined;
    void source().then((token) => {
      value = token.value;
    });
    await clock.settle();
    expect(value).toBe(waits ? undefined : "cached");
    calls[1]?.resolve(tokenOf("new", clock.now()));
    await clock.settle();
    expect(value).toBe(waits ? "new" : "cached");
  });

  it("waits for a renewal even if no renewal runs in the background", async () => {
    const { clock, source, calls } = await cachedSource({ renewAfter: 1 });
    await clock.advance(HOUR - 60_001);
    expect((await source()).value).toBe("cached");
    expect(calls).toHaveLength(1);
    await clock.advance(1);
    const token = source();
    calls[1]?.resolve(tokenOf("new", clock.now()));
    expect((await token).value).toBe("new");
  });

  it("waits 2 s for a hanging endpoint, and the next callers do not wait", async () => {
    const { clock, source, token } = await inLeeway();
    const waits: number[] = [];
    for (let call = 0; call < 4; call++) {
      const startedAt = clock.now();
      const served = source().finally(() => waits.push(clock.now() - startedAt));
      await clock.advance(2_000);
      expect(await served).toBe(token);
    }
    expect(waits).toEqual([2_000, 0, 0, 0]);
  });

  it("shares the 2 s with the callers that wait already", async () => {
    const { clock, source } = await inLeeway();
    const ends: number[] = [];
    const call = () => void source().then(() => ends.push(clock.now()));
    const startedAt = clock.now();
    call();
    await clock.advance(1_500);
    call();
    await clock.advance(3_000);
    expect(ends).toEqual([startedAt + 2_000, startedAt + 2_000]);
  });

  it("gets the cached token if the renewal fails, and does not wait in the hold-off", async () => {
    const { clock, source, calls, token } = await inLeeway();
    const first = source();
    calls[1]?.reject(down());
    expect(await first).toBe(token);
    expect(await source()).toBe(token);
    expect(calls).toHaveLength(2);
    await clock.advance(10_000);
    void source();
    expect(calls).toHaveLength(3);
  });

  it("starts a hold-off when its wait is over", async () => {
    const { clock, source, calls, token } = await inLeeway();
    const served = source();
    await clock.advance(2_000);
    expect(await served).toBe(token);
    await clock.advance(7_499);
    expect(await source()).toBe(token);
    expect(calls).toHaveLength(2);
    await clock.advance(1);
    void source();
    expect(calls).toHaveLength(3);
  });

  it("does not wait in the hold-off of a renewal that failed after its wait", async () => {
    const { clock, source, calls, token } = await inLeeway();
    const served = source();
    await clock.advance(7_000);
    expect(await served).toBe(token);
    calls[1]?.reject(down());
    await clock.advance(7_499);
    const next = source();
    expect(calls).toHaveLength(2);
    expect(await next).toBe(token);
    await clock.advance(1);
    void source();
    expect(calls).toHaveLength(3);
  });

  it("waits like a first caller if the token expires during the wait", async () => {
    const { clock, source, calls } = await inLeeway(1_000);
    const token = source();
    await clock.advance(2_000);
    calls.at(-1)?.resolve(tokenOf("new", clock.now()));
    expect((await token).value).toBe("new");
  });

  it("gets the cached token in its last millisecond if the renewal fails", async () => {
    const { source, calls, token } = await inLeeway(1);
    const served = source();
    calls[1]?.reject(down());
    expect(await served).toBe(token);
  });

  it("waits for a renewal that started before the leeway", async () => {
    const { clock, source, calls } = await cachedSource({ passed: 0.85, lifeMs: 10_000 });
    void source();
    await clock.advance(500);
    let value: string | undefined;
    void source().then((token) => {
      value = token.value;
    });
    await clock.settle();
    expect(value).toBeUndefined();
    calls.at(-1)?.resolve(tokenOf("new", clock.now()));
    await clock.settle();
    expect(value).toBe("new");
  });

  it("does not get a token that was cleared during the wait", async () => {
    const { clock, source, calls, token } = await inLeeway();
    const served = source();
    source.clear(token.value);
    calls[1]?.reject(down());
    await clock.settle();
    expect(calls[2]?.request).toEqual({ rejected: token });
    calls[2]?.resolve(tokenOf("new", clock.now()));
    expect((await served).value).toBe("new");
  });

  it("does not get the token that it names as rejected from the renewal", async () => {
    const { clock, source, calls } = await inLeeway();
    const rejected = tokenOf("another process's", clock.now());
    const token = source({ rejected });
    calls[1]?.resolve(rejected);
    await clock.settle();
    expect(calls[2]?.request).toEqual({ rejected });
    calls[2]?.resolve(tokenOf("new", clock.now()));
    expect((await token).value).toBe("new");
  });

  it("ends its wait when its signal aborts, and the renewal continues", async () => {
    const { clock, source, calls } = await inLeeway();
    const controller = new AbortController();
    const first = source({ signal: controller.signal });
    controller.abort("gone");
    await expect(first).rejects.toBe("gone");
    calls[1]?.resolve(tokenOf("new", clock.now()));
    await clock.settle();
    expect((await source()).value).toBe("new");
    expect(calls).toHaveLength(2);
  });
});
