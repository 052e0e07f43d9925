import { describe, expect, it } from "vitest";
import { TokenError, type TokenEvent } from "../../src/index.ts";
import { adopting, coolingDown, type TokenSlot } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { issuer, manualSource, tokenOf } from "../support/fake-source.ts";
import { fleetSlots } from "../support/fleet-slots.ts";

const HOUR = 3_600_000;
const down = () => Promise.reject(new Error("the store is down"));

function world(overrides: Partial<TokenSlot> = {}) {
  const clock = fakeClock();
  const slot = { ...fleetSlots(clock)(), ...overrides };
  const from = issuer(clock.now);
  const events: TokenEvent[] = [];
  const source = adopting(from.source, { ...clock, slot, onEvent: (event) => void events.push(event) });
  return { clock, slot, source, events, requests: from.requests };
}

describe("adopting", () => {
  it("returns the stored token unchanged and emits adopted", async () => {
    const { clock, slot, source, events, requests } = world();
    const theirs = { ...tokenOf("theirs", clock.now()), replacements: 1, fingerprint: "f1" };
    await slot.write(theirs);
    expect(await source()).toEqual(theirs);
    expect(requests).toHaveLength(0);
    expect(events).toEqual([{ type: "adopted", expiresAt: theirs.expiresAt, fingerprint: "f1" }]);
  });

  it("passes the request to the source if nothing is stored", async () => {
    const { source, requests } = world();
    const request = { minExpiresAt: 5 };
    await source(request);
    expect(requests).toEqual([request]);
  });

  it("calls the source if the stored token is the rejected one", async () => {
    const { clock, slot, source, requests } = world();
    const rejected = tokenOf("rejected", clock.now());
    await slot.write(rejected);
    expect((await source({ rejected })).value).toBe("token-1");
    expect(requests).toEqual([{ rejected }]);
  });

  it("returns a token that replaced the rejected one in the same millisecond", async () => {
    const { clock, slot, source, requests } = world();
    await slot.write(tokenOf("theirs", clock.now()));
    expect((await source({ rejected: tokenOf("rejected", clock.now()) })).value).toBe("theirs");
    expect(requests).toHaveLength(0);
  });

  it("ignores a stored token older than the rejected one", async () => {
    const { clock, slot, source } = world();
    await slot.write(tokenOf("old", clock.now()));
    expect((await source({ rejected: tokenOf("rejected", clock.now() + 1) })).value).toBe("token-1");
  });

  it("returns a replacement that seems older than the rejected token", async () => {
    const { clock, slot, source, requests } = world();
    await slot.write({ ...tokenOf("theirs", clock.now() - 2_000), replacements: 1 });
    expect((await source({ rejected: tokenOf("rejected", clock.now()) })).value).toBe("theirs");
    expect(requests).toHaveLength(0);
  });

  it("returns the stored token during a cooldown", async () => {
    const { clock, slot } = world();
    const failing = manualSource();
    const source = adopting(coolingDown(failing.source, clock), { ...clock, slot });
    const first = source();
    await clock.settle();
    failing.calls[0]?.reject(new TokenError("credentials_rejected", "no", { status: 401 }));
    await expect(first).rejects.toMatchObject({ code: "credentials_rejected" });
    await expect(source()).rejects.toMatchObject({ code: "credentials_rejected" });
    await slot.write(tokenOf("theirs", clock.now()));
    expect((await source()).value).toBe("theirs");
    expect((await source({ rejected: tokenOf("rejected", clock.now()) })).value).toBe("theirs");
    expect(failing.calls).toHaveLength(1);
  });

  it.each([
    [-1, "token-1"],
    [0, "token-1"],
    [1, "theirs"],
  ])("compares the expiry with minExpiresAt: %d ms later returns %s", async (ms, value) => {
    const { clock, slot, source } = world();
    await slot.write(tokenOf("theirs", clock.now()));
    expect((await source({ minExpiresAt: clock.now() + HOUR - ms })).value).toBe(value);
  });

  it.each([
    [HOUR, 60_000],
    [10_000, 1_000],
  ])("leaves a token that lives %d ms in its last %d ms", async (lifeMs, leewayMs) => {
    const { clock, slot, source } = world();
    await slot.write(tokenOf("theirs", clock.now(), lifeMs));
    await clock.advance(lifeMs - leewayMs - 1);
    expect((await source()).value).toBe("theirs");
    await clock.advance(1);
    expect((await source()).value).toBe("token-1");
  });

  it("returns a token in its last minute if the source fails, but never an expired one", async () => {
    const { clock, slot } = world();
    const failing = manualSource();
    const source = adopting(failing.source, { ...clock, slot });
    await slot.write(tokenOf("theirs", clock.now()));
    for (const ms of [HOUR - 1_000, 999]) {
      await clock.advance(ms);
      const call = source();
      await clock.settle();
      failing.calls.at(-1)?.reject(new TokenError("unavailable", "down"));
      expect(await call).toMatchObject({ value: "theirs" });
    }
    const last = source();
    await clock.settle();
    await clock.advance(1);
    failing.calls.at(-1)?.reject(new TokenError("unavailable", "down"));
    await expect(last).rejects.toMatchObject({ code: "unavailable" });
  });

  it("rejects with the source's error if the token does not fit or the caller aborted", async () => {
    const { clock, slot } = world();
    const failing = manualSource();
    const source = adopting(failing.source, { ...clock, slot });
    await slot.write(tokenOf("theirs", clock.now()));
    await clock.advance(HOUR - 1_000);
    const caller = new AbortController();
    const tokens = [source({ minExpiresAt: clock.now() + 1_000 }), source({ signal: caller.signal })];
    await clock.settle();
    caller.abort("left");
    for (const call of failing.calls) call.reject("failed");
    expect(await Promise.allSettled(tokens)).toMatchObject([{ reason: "failed" }, { reason: "failed" }]);
  });

  it("calls the source if the store fails", async () => {
    const { source, requests } = world({ read: down });
    expect((await source()).value).toBe("token-1");
    expect(requests).toHaveLength(1);
  });

  it("neither reads nor calls the source for a caller that aborted", async () => {
    const caller = new AbortController();
    let reads = 0;
    const { source, requests } = world({
      async read() {
        reads++;
        caller.abort("left");
        return undefined;
      },
    });
    await expect(source({ signal: AbortSignal.abort("gone") })).rejects.toBe("gone");
    expect(reads).toBe(0);
    await expect(source({ signal: caller.signal })).rejects.toBe("left");
    expect(requests).toHaveLength(0);
  });
});
