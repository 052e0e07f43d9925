import { describe, expect, it } from "vitest";
import { TokenError } from "../../src/index.ts";
import { cached } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { cachedSource, HOUR } from "../support/cached-source.ts";
import { issuer, manualSource, tokenOf } from "../support/fake-source.ts";

describe("a caller that names a rejected token", () => {
  it("gets the cached token if it names an older one", async () => {
    const { source, calls, token } = await cachedSource();
    expect(await source({ rejected: tokenOf("older", 0) })).toBe(token);
    expect(calls).toHaveLength(1);
  });

  it("gets a new token, and the others get the cached one in the meantime", async () => {
    const { clock, source, calls, token } = await cachedSource();
    const renewed = source({ rejected: token });
    expect(await source()).toBe(token);
    await clock.advance(5);
    expect(calls[1]?.request).toEqual({ rejected: token });
    calls[1]?.resolve({ ...tokenOf("new", clock.now()), replacements: 1 });
    expect((await renewed).value).toBe("new");
    expect((await source()).value).toBe("new");
  });

  it("may name a copy of the cached token that lacks its replacements", async () => {
    const clock = fakeClock();
    const { source: below, requests } = issuer(clock.now);
    const source = cached(below, clock);
    const token = await source({ rejected: tokenOf("old", 0) });
    await source({ rejected: tokenOf(token.value, token.issuedAt - 1) });
    expect(token.replacements).toBe(1);
    expect(requests[1]?.rejected).toBe(token);
  });

  it("never gets that token, even if the source has no other one", async () => {
    const { source, calls, token } = await cachedSource();
    const renewed = source({ rejected: token });
    calls[1]?.resolve(token);
    await expect(renewed).rejects.toMatchObject({ code: "token_rejected" });
  });

  it("replaces it even with a token that was issued earlier", async () => {
    const { clock, source, calls, token } = await cachedSource();
    const renewed = source({ rejected: token });
    calls[1]?.resolve(tokenOf("earlier", token.issuedAt - 1_000));
    expect((await renewed).value).toBe("earlier");
    await clock.settle();
    expect((await source()).value).toBe("earlier");
  });

  it("does not wait for a hold-off", async () => {
    const { clock, source, calls, token } = await cachedSource({ passed: 0.8 });
    await source();
    calls[1]?.reject(new TokenError("unavailable", "down"));
    await clock.settle();
    await source();
    expect(calls).toHaveLength(2);
    void source({ rejected: token });
    expect(calls).toHaveLength(3);
  });
});

describe("clear", () => {
  it("drops the cached token, and names it as rejected until another is cached", async () => {
    const { source, calls, token, events } = await cachedSource();
    source.clear();
    const next = source();
    expect(calls[1]?.request).toEqual({ rejected: token });
    calls[1]?.resolve(tokenOf("new", token.issuedAt + 1));
    await next;
    expect(await source()).toMatchObject({ value: "new" });
    expect(events).toEqual([{ type: "invalidated", fingerprint: "f1" }]);
  });

  it("is ignored if it names another token", async () => {
    const { source, calls, token, events } = await cachedSource();
    source.clear("another");
    expect(await source()).toBe(token);
    expect(calls).toHaveLength(1);
    expect(events).toEqual([{ type: "invalidation_ignored", fingerprint: "f1" }]);
  });

  it("is ignored if no token is cached", async () => {
    const clock = fakeClock();
    const { source: below, requests } = issuer(clock.now);
    const source = cached(below, clock);
    source.clear();
    source.clear("a");
    await source();
    expect(requests).toEqual([{}]);
  });

  it.each([
    { age: 999, isIgnored: true },
    { age: 1_000, isIgnored: false },
  ])("is ignored for a replacement of $age ms: $isIgnored", async ({ age, isIgnored }) => {
    const clock = fakeClock();
    const { source: below, requests } = issuer(clock.now);
    const source = cached(below, clock);
    const replacement = await source({ rejected: tokenOf("old", 0) });
    await clock.advance(age);
    source.clear();
    expect((await source()) === replacement).toBe(isIgnored);
    expect(requests).toHaveLength(isIgnored ? 1 : 2);
  });

  it("repeats a request that returns the cleared token", async () => {
    const { clock, source, calls, token } = await cachedSource();
    await clock.advance(HOUR - 30_000);
    const renewing = source();
    source.clear();
    const next = source();
    calls[1]?.resolve(token);
    calls[2]?.resolve(token);
    await clock.settle();
    expect(calls.slice(3).map(({ request }) => request?.rejected)).toEqual([token, token]);
    for (const call of calls.slice(3)) call.resolve(tokenOf("new", clock.now()));
    expect((await next).value).toBe("new");
    expect((await renewing).value).toBe("new");
  });

  it("fails after two requests if the source has only the cleared token", async () => {
    const { clock, source, calls, token } = await cachedSource();
    source.clear();
    const failed = expect(source()).rejects.toMatchObject({ code: "token_rejected" });
    calls[1]?.resolve(token);
    await clock.settle();
    calls[2]?.resolve(token);
    await failed;
    expect(calls).toHaveLength(3);
  });

  it.each([
    { which: "an earlier", offsetMs: -1, named: "cached" },
    { which: "a later", offsetMs: 1, named: "caller's" },
  ])("names the later token if the caller names $which one", async ({ offsetMs, named }) => {
    const { source, calls, token } = await cachedSource();
    source.clear();
    void source({ rejected: tokenOf("caller's", token.issuedAt + offsetMs) });
    expect(calls[1]?.request?.rejected?.value).toBe(named);
  });
});

describe("a caller's signal", () => {
  it("ends the caller's own wait with its reason", async () => {
    const clock = fakeClock();
    const { source: below, calls } = manualSource();
    const source = cached(below, clock);
    const controller = new AbortController();
    const first = source({ signal: controller.signal });
    const second = source();
    const reason = new Error("the user went away");
    controller.abort(reason);
    await expect(first).rejects.toBe(reason);
    for (const call of calls) call.resolve(tokenOf("a", clock.now()));
    expect((await second).value).toBe("a");
  });

  it("does not discard the token that the caller was waiting for", async () => {
    const clock = fakeClock();
    const { source: below, calls } = manualSource();
    const source = cached(below, clock);
    const controller = new AbortController();
    const first = source({ signal: controller.signal });
    controller.abort("gone");
    await expect(first).rejects.toBe("gone");
    calls[0]?.resolve(tokenOf("a", clock.now()));
    await clock.settle();
    expect((await source()).value).toBe("a");
    expect(calls).toHaveLength(1);
  });

  it("makes no request if it has aborted already", async () => {
    const { source, calls } = await cachedSource();
    const signal = AbortSignal.abort("over");
    await expect(source({ signal })).rejects.toBe("over");
    source.clear();
    await expect(source({ signal })).rejects.toBe("over");
    expect(calls).toHaveLength(1);
  });
});
