import { describe, expect, it } from "vitest";
import type { TokenEvent } from "../../src/index.ts";
import { cached } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { handSource, issuer, tokenOf } from "../support/fake-source.ts";

const HOUR = 3_600_000;

async function keeping(value = "a") {
  const clock = fakeClock();
  const { source: below, asked } = handSource();
  const events: TokenEvent[] = [];
  const source = cached(below, { ...clock, random: () => 0.5, onEvent: (event) => void events.push(event) });
  const first = source();
  asked[0]?.answer(tokenOf(value, clock.now()));
  return { clock, source, asked, events, kept: await first };
}

describe("cached: the refused token", () => {
  it("a late refusal of an older token gets the kept one, and nothing is asked", async () => {
    const { source, asked, kept } = await keeping("b");
    expect(await source({ rejected: tokenOf("a", 0) })).toBe(kept);
    expect(asked).toHaveLength(1);
  });

  it("a caller that names the kept token gets another, while the others get the kept one meanwhile", async () => {
    const { clock, source, asked, kept } = await keeping();
    const renewed = source({ rejected: kept });
    expect(await source()).toBe(kept);
    await clock.advance(5);
    expect(asked[1]?.request).toEqual({ rejected: kept });
    asked[1]?.answer({ ...tokenOf("b", clock.now()), replacements: 1 });
    expect((await renewed).value).toBe("b");
    expect((await source()).value).toBe("b");
  });

  it("a caller that names the kept token by a copy that says less about it: the kept one is named below", async () => {
    const clock = fakeClock();
    const { source: below, requests } = issuer(clock.now);
    const source = cached(below, clock);
    const kept = await source({ rejected: tokenOf("old", 0) });
    await source({ rejected: tokenOf(kept.value, kept.issuedAt - 1) });
    expect(kept.replacements).toBe(1);
    expect(requests[1]?.rejected).toBe(kept);
  });

  it("a caller that names a token never receives it, even where the source below has no other", async () => {
    const { source, asked, kept } = await keeping();
    const renewed = source({ rejected: kept });
    asked[1]?.answer(kept);
    await expect(renewed).rejects.toMatchObject({ code: "token_rejected" });
  });

  it("of two tokens the later issued is kept", async () => {
    const { clock, source, asked, kept } = await keeping();
    await clock.advance(HOUR * 0.8);
    await source();
    asked[1]?.answer(tokenOf("older", kept.issuedAt - 1, 2 * HOUR));
    await clock.settle();
    expect(await source()).toBe(kept);
  });

  it("the refused one yields even to a token issued earlier", async () => {
    const { clock, source, asked, kept } = await keeping();
    const renewed = source({ rejected: kept });
    asked[1]?.answer(tokenOf("earlier", kept.issuedAt - 1_000));
    expect((await renewed).value).toBe("earlier");
    await clock.settle();
    expect((await source()).value).toBe("earlier");
  });

  it("a renewal that leaves the same token kept counts as failed and does not loop", async () => {
    const { clock, source, asked, kept } = await keeping();
    await clock.advance(HOUR * 0.8);
    for (let call = 0; call < 50; call++) {
      await source();
      asked[1]?.answer(kept);
      await clock.settle();
    }
    expect(asked).toHaveLength(2);
  });

  it("the hold-off after a failed renewal ahead never delays a caller that names the token", async () => {
    const { clock, source, asked, kept } = await keeping();
    await clock.advance(HOUR * 0.8);
    await source();
    asked[1]?.fail(new Error("down"));
    await clock.settle();
    await source();
    expect(asked).toHaveLength(2);
    void source({ rejected: kept });
    expect(asked).toHaveLength(3);
  });
});

describe("cached: clear", () => {
  it("drops the kept token and names it below until another is kept", async () => {
    const { source, asked, kept, events } = await keeping();
    source.clear();
    const next = source();
    expect(asked[1]?.request).toEqual({ rejected: kept });
    asked[1]?.answer(tokenOf("b", kept.issuedAt + 1));
    await next;
    expect(await source()).toMatchObject({ value: "b" });
    expect(events.map(({ type }) => type)).toEqual(["invalidated"]);
  });

  it("is ignored where the refused token is not the kept one", async () => {
    const { source, asked, kept, events } = await keeping();
    source.clear("another");
    expect(await source()).toBe(kept);
    expect(asked).toHaveLength(1);
    expect(events.map(({ type }) => type)).toEqual(["invalidation_ignored"]);
  });

  it.each([
    { age: 999, ignored: true },
    { age: 1_000, ignored: false },
  ])("at $age ms of age a kept replacement is protected: $ignored", async ({ age, ignored }) => {
    const clock = fakeClock();
    const { source: below, requests } = issuer(clock.now);
    const source = cached(below, clock);
    const kept = await source({ rejected: tokenOf("old", 0) });
    expect(kept.replacements).toBe(1);
    await clock.advance(age);
    source.clear();
    const next = await source();
    expect(next === kept).toBe(ignored);
    expect(requests).toHaveLength(ignored ? 1 : 2);
  });

  it("a flight that was under way brings back nothing that was cleared: it is asked again, by name", async () => {
    const { clock, source, asked, kept } = await keeping();
    await clock.advance(HOUR - 30_000);
    const renewing = source();
    source.clear();
    const afterwards = source();
    asked[1]?.answer(kept);
    asked[2]?.answer(kept);
    await clock.settle();
    expect(asked.slice(3).map(({ request }) => request?.rejected)).toEqual([kept, kept]);
    for (const call of asked.slice(3)) call.answer(tokenOf("b", clock.now()));
    expect((await afterwards).value).toBe("b");
    expect((await renewing).value).toBe("b");
  });

  it("does nothing where nothing is kept", async () => {
    const clock = fakeClock();
    const { source: below, requests } = issuer(clock.now);
    const source = cached(below, clock);
    source.clear();
    source.clear("a");
    await source();
    expect(requests).toEqual([{}]);
  });
});

describe("cached: signals end one caller's wait", () => {
  it("the first caller aborts with its own reason, and the second still gets its token from one call", async () => {
    const clock = fakeClock();
    const { source: below, asked } = handSource();
    const source = cached(below, clock);
    const leaving = new AbortController();
    const first = source({ signal: leaving.signal });
    const second = source();
    const reason = new Error("the user went away");
    leaving.abort(reason);
    await expect(first).rejects.toBe(reason);
    for (const call of asked) call.answer(tokenOf("a", clock.now()));
    expect((await second).value).toBe("a");
    expect(asked.map(({ request }) => request)).toEqual([{}, {}]);
  });

  it("a signal that has ended already asks nothing, kept token or not", async () => {
    const { source, asked } = await keeping();
    const reason = new Error("over");
    await expect(source({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    source.clear();
    await expect(source({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(asked).toHaveLength(1);
  });
});
