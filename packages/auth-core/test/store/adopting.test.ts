import { describe, expect, it } from "vitest";
import { TokenError, type TokenEvent } from "../../src/index.ts";
import { adopting, coolingDown, type TokenSlot } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { handSource, issuer, tokenOf } from "../support/fake-source.ts";
import { plainStored } from "../support/plain-stored.ts";

const HOUR = 3_600_000;
const down = () => Promise.reject(new Error("the store is down"));

function world(overrides: Partial<TokenSlot> = {}) {
  const clock = fakeClock();
  const stored = { ...plainStored(clock)(), ...overrides };
  const from = issuer(clock.now);
  const events: TokenEvent[] = [];
  const source = adopting(from.source, { ...clock, stored, onEvent: (event) => void events.push(event) });
  return { clock, stored, source, events, requests: from.requests };
}

describe("adopting: a token of another process", () => {
  it("is taken as it is, and an event says so", async () => {
    const { clock, stored, source, events, requests } = world();
    const theirs = { ...tokenOf("theirs", clock.now()), replacements: 1, fingerprint: "f1" };
    await stored.write(theirs);
    expect(await source()).toEqual(theirs);
    expect(requests).toHaveLength(0);
    expect(events).toEqual([{ type: "adopted", fingerprint: "f1" }]);
  });

  it("is not there: the source is asked the same question", async () => {
    const { source, requests } = world();
    const request = { minExpiresAt: 5 };
    await source(request);
    expect(requests).toEqual([request]);
  });

  it("is the refused one: the source is asked", async () => {
    const { clock, stored, source, requests } = world();
    const refused = tokenOf("refused", clock.now());
    await stored.write(refused);
    expect((await source({ rejected: refused })).value).toBe("token-1");
    expect(requests).toEqual([{ rejected: refused }]);
  });

  it("has replaced the refused one, in the same millisecond at the earliest: it is taken", async () => {
    const { clock, stored, source, requests } = world();
    await stored.write(tokenOf("theirs", clock.now()));
    expect((await source({ rejected: tokenOf("refused", clock.now()) })).value).toBe("theirs");
    expect(requests).toHaveLength(0);
  });

  it("was there before the refused one, left by a store that missed a write: it is not taken for its replacement", async () => {
    const { clock, stored, source } = world();
    await stored.write(tokenOf("old", clock.now()));
    expect((await source({ rejected: tokenOf("refused", clock.now() + 1) })).value).toBe("token-1");
  });

  it("has replaced the refused one by a clock that is behind ours: it is taken", async () => {
    const { clock, stored, source, requests } = world();
    await stored.write({ ...tokenOf("theirs", clock.now() - 2_000), replacements: 1 });
    expect((await source({ rejected: tokenOf("refused", clock.now()) })).value).toBe("theirs");
    expect(requests).toHaveLength(0);
  });

  it("is taken though this process cools down", async () => {
    const { clock, stored } = world();
    const failing = handSource();
    const source = adopting(coolingDown(failing.source, clock), { ...clock, stored });
    const first = source();
    await clock.settle();
    failing.asked[0]?.fail(new TokenError("credentials_rejected", "no", { status: 401 }));
    await expect(first).rejects.toMatchObject({ code: "credentials_rejected" });
    await expect(source()).rejects.toMatchObject({ code: "credentials_rejected" });
    await stored.write(tokenOf("theirs", clock.now()));
    expect((await source()).value).toBe("theirs");
    expect((await source({ rejected: tokenOf("refused", clock.now()) })).value).toBe("theirs");
    expect(failing.asked).toHaveLength(1);
  });

  it.each([
    [-1, "token-1"],
    [0, "token-1"],
    [1, "theirs"],
  ])("that ends %d ms after the asked time yields %s", async (ms, value) => {
    const { clock, stored, source } = world();
    await stored.write(tokenOf("theirs", clock.now()));
    expect((await source({ minExpiresAt: clock.now() + HOUR - ms })).value).toBe(value);
  });

  it.each([
    [HOUR, 60_000],
    [10_000, 1_000],
  ])("with a life of %d ms is left alone from %d ms before its end", async (life, leeway) => {
    const { clock, stored, source } = world();
    await stored.write(tokenOf("theirs", clock.now(), life));
    await clock.advance(life - leeway - 1);
    expect((await source()).value).toBe("theirs");
    await clock.advance(1);
    expect((await source()).value).toBe("token-1");
  });

  it("is taken in its last minute where no other can be had, and never after its end", async () => {
    const { clock, stored } = world();
    const failing = handSource();
    const source = adopting(failing.source, { ...clock, stored });
    await stored.write(tokenOf("theirs", clock.now()));
    for (const [ms, outcome] of [
      [HOUR - 1_000, { value: "theirs" }],
      [999, { value: "theirs" }],
    ] as const) {
      await clock.advance(ms);
      const asked = source();
      await clock.settle();
      failing.asked.at(-1)?.fail(new TokenError("unavailable", "down"));
      expect(await asked).toMatchObject(outcome);
    }
    const last = source();
    await clock.settle();
    await clock.advance(1);
    failing.asked.at(-1)?.fail(new TokenError("unavailable", "down"));
    await expect(last).rejects.toMatchObject({ code: "unavailable" });
  });

  it("in its last minute does not answer one who asked for a later end, or left", async () => {
    const { clock, stored } = world();
    const failing = handSource();
    const source = adopting(failing.source, { ...clock, stored });
    await stored.write(tokenOf("theirs", clock.now()));
    await clock.advance(HOUR - 1_000);
    const leaving = new AbortController();
    const asked = [source({ minExpiresAt: clock.now() + 1_000 }), source({ signal: leaving.signal })];
    await clock.settle();
    leaving.abort("left");
    for (const call of failing.asked) call.fail("failed");
    expect(await Promise.allSettled(asked)).toMatchObject([{ reason: "failed" }, { reason: "failed" }]);
  });
});

describe("adopting: the store", () => {
  it("that fails is passed by", async () => {
    const { source, requests } = world({ read: down });
    expect((await source()).value).toBe("token-1");
    expect(requests).toHaveLength(1);
  });

  it("is not asked for a caller who has left, nor is the source for one who leaves meanwhile", async () => {
    const leaving = new AbortController();
    let reads = 0;
    const { source, requests } = world({
      async read() {
        reads++;
        leaving.abort("left");
        return undefined;
      },
    });
    await expect(source({ signal: AbortSignal.abort("gone") })).rejects.toBe("gone");
    expect(reads).toBe(0);
    await expect(source({ signal: leaving.signal })).rejects.toBe("left");
    expect(requests).toHaveLength(0);
  });
});
