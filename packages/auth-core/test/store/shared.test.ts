import { describe, expect, it } from "vitest";
import { TokenError, type TokenEvent } from "../../src/index.ts";
import { coolingDown, type SharedOptions, shared, type TokenSlot } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { manualSource, tokenOf } from "../support/fake-source.ts";
import { fleetSlots } from "../support/fleet-slots.ts";

const DEADLINE = 30_000;
const LEASE = 40_000;
const failure = new TokenError("unavailable", "down");
const down = () => Promise.reject(new Error("down"));

function world(options: Partial<SharedOptions> = {}) {
  const clock = fakeClock();
  const newSlot = fleetSlots(clock);
  const { source, calls } = manualSource();
  const events: TokenEvent[] = [];
  const settings = { ...clock, random: () => 0.5, onEvent: (event: TokenEvent) => void events.push(event) };
  /** One more process of the fleet. */
  function join(overrides: Partial<TokenSlot> = {}) {
    const slot = { ...newSlot(), ...overrides };
    const failing = coolingDown(source, { ...settings, memory: slot.cooldown });
    return shared(failing, { ...settings, slot, ...options });
  }
  return { clock, newSlot, join, calls, events };
}

describe("shared", () => {
  it("calls the source once for eight processes, and all get its token", async () => {
    const { clock, join, calls, events } = world();
    const tokens = Array.from({ length: 8 }, () => join()());
    await clock.advance(2_000);
    expect(calls).toHaveLength(1);
    const token = { ...tokenOf("token", clock.now()), fingerprint: "f" };
    const { expiresAt, fingerprint } = token;
    calls[0]?.resolve(token);
    await clock.advance(1_000);
    for (const { value } of await Promise.all(tokens)) expect(value).toBe("token");
    expect(calls).toHaveLength(1);
    expect(events).toEqual(Array.from({ length: 7 }, () => ({ type: "adopted", expiresAt, fingerprint })));
  });

  it.each([20, 100, 300, 1_000, 4_000, 10_000])(
    "delivers the token of an exchange of %d ms within 1.25 times that plus 100 ms",
    async (exchangeMs) => {
      for (const random of [0, 0.5, 0.999]) {
        const { clock, join, calls } = world({ random: () => random });
        void join()();
        await clock.settle();
        let arrivedAfterMs = Number.POSITIVE_INFINITY;
        const startedAt = clock.now();
        void join()().then(() => {
          arrivedAfterMs = clock.now() - startedAt;
        });
        await clock.advance(exchangeMs);
        calls[0]?.resolve(tokenOf("token", clock.now()));
        await clock.advance(exchangeMs + 200);
        expect(arrivedAfterMs).toBeLessThanOrEqual(1.25 * exchangeMs + 100);
      }
    },
  );

  it("reads again after it acquired the lock, in case the token arrived in between", async () => {
    const { clock, newSlot, join, calls } = world();
    const source = join({
      async lock(owner, leaseMs) {
        await newSlot().write(tokenOf("theirs", clock.now()));
        return newSlot().lock(owner, leaseMs);
      },
    });
    expect((await source()).value).toBe("theirs");
    expect(calls).toHaveLength(0);
    expect(await newSlot().lock("next", LEASE)).toBe(true);
  });

  it("delivers the token to waiting processes even if the lock is never released", async () => {
    const { clock, newSlot, join } = world();
    await newSlot().lock("slow", LEASE);
    const waiting = join()();
    await clock.advance(1_000);
    await newSlot().write(tokenOf("theirs", clock.now()));
    await clock.advance(500);
    expect((await waiting).value).toBe("theirs");
  });

  it("releases the lock after the token is stored, not before", async () => {
    const { clock, newSlot, join, calls } = world();
    const write: TokenSlot["write"] = async (token) => {
      await clock.wait(100);
      await newSlot().write(token);
    };
    const first = join({ write })();
    await clock.settle();
    calls[0]?.resolve(tokenOf("token", clock.now()));
    await clock.advance(99);
    expect(await newSlot().lock("other", LEASE)).toBe(false);
    await clock.advance(1);
    await first;
    expect((await newSlot().read())?.token.value).toBe("token");
    expect(await newSlot().lock("other", LEASE)).toBe(true);
  });

  it("continues when the lease of a crashed holder expires", async () => {
    const { clock, newSlot, join, calls } = world();
    await newSlot().lock("crashed", 5_000);
    const waiting = [join()(), join()()];
    await clock.advance(4_999);
    expect(calls).toHaveLength(0);
    await clock.advance(2_000);
    expect(calls).toHaveLength(1);
    calls[0]?.resolve(tokenOf("token", clock.now()));
    await clock.advance(2_000);
    expect((await Promise.all(waiting)).map(({ value }) => value)).toEqual(["token", "token"]);
  });
});

describe("shared: the deadline", () => {
  it("calls the source without the lock after half of the deadline at most", async () => {
    const { clock, newSlot, join, calls } = world();
    await newSlot().lock("stuck", 10 * LEASE);
    const waiting = join()();
    await clock.advance(0.35 * DEADLINE);
    expect(calls).toHaveLength(0);
    await clock.advance(0.15 * DEADLINE + 1_000);
    expect(calls).toHaveLength(1);
    expect(calls[0]?.request?.remainingMs).toBeLessThanOrEqual(0.6 * DEADLINE);
    calls[0]?.resolve(tokenOf("token", clock.now()));
    expect((await waiting).value).toBe("token");
    expect((await newSlot().read())?.token.value).toBe("token");
    expect(await newSlot().lock("next", LEASE)).toBe(false);
  });

  it("gives the source the time that is left, which is all of it without a wait", async () => {
    const { clock, join, calls } = world();
    const request = { rejected: tokenOf("old", clock.now()), minExpiresAt: 7 };
    void join()(request);
    await clock.settle();
    expect(calls[0]?.request).toEqual({ ...request, remainingMs: DEADLINE });
  });

  it("stops waiting in time even if the clock is set back", async () => {
    const { clock, newSlot, join, calls } = world();
    await newSlot().lock("stuck", 10 * LEASE);
    const waiting = join()();
    await clock.advance(1_000);
    clock.step(-600_000);
    await clock.advance(DEADLINE);
    expect(calls).toHaveLength(1);
    calls[0]?.resolve(tokenOf("token", clock.now()));
    await waiting;
  });
});

describe("shared: a suspended process", () => {
  it("leaves the source half of the deadline, regardless of the suspension", async () => {
    const { clock, newSlot, join, calls } = world();
    await newSlot().lock("stuck", 100 * LEASE);
    void join()();
    await clock.advance(1_000);
    clock.step(600_000);
    await clock.advance(2_000);
    expect(calls[0]?.request?.remainingMs).toBeGreaterThanOrEqual(DEADLINE / 2);
  });

  it("adopts the token that another process stored during the suspension", async () => {
    const { clock, newSlot, join, calls } = world();
    await newSlot().lock("other", 100 * LEASE);
    const waiting = join()();
    await clock.advance(1_000);
    clock.step(600_000);
    await newSlot().write(tokenOf("theirs", clock.now()));
    await clock.advance(2_000);
    expect((await waiting).value).toBe("theirs");
    expect(calls).toHaveLength(0);
  });
});

describe("shared: failures", () => {
  it("stops waiting processes with the holder's cooldown, and stores no token", async () => {
    const { clock, newSlot, join, calls } = world();
    const tokens = Array.from({ length: 60 }, () => join()());
    const failures = Promise.allSettled(tokens);
    await clock.settle();
    calls[0]?.reject(failure);
    await clock.advance(100);
    for (const result of await failures) {
      expect(result).toMatchObject({ reason: { code: "unavailable", retryAfterMs: expect.any(Number) } });
    }
    expect(calls).toHaveLength(1);
    expect(await newSlot().read()).toBeUndefined();
    expect(await newSlot().lock("next", LEASE)).toBe(true);
  });

  it("takes no lock during a cooldown", async () => {
    const { clock, newSlot, join, calls } = world();
    let locks = 0;
    const lock: TokenSlot["lock"] = (...call) => {
      locks++;
      return newSlot().lock(...call);
    };
    const source = join({ lock });
    const first = source();
    await clock.settle();
    calls[0]?.reject(failure);
    await expect(first).rejects.toMatchObject({ code: "unavailable" });
    await expect(source()).rejects.toMatchObject({ code: "unavailable" });
    expect([calls.length, locks]).toEqual([1, 1]);
  });

  it("takes no lock for a replacement that is rejected too soon", async () => {
    const { clock, join, calls } = world();
    const lock = () => Promise.reject(new Error("no lock is needed"));
    const rejected = { ...tokenOf("young", clock.now()), replacements: 1 };
    await expect(join({ lock })({ rejected })).rejects.toMatchObject({ code: "token_rejected" });
    expect(calls).toHaveLength(0);
  });

  it.each(["lock", "read", "write", "unlock"] as const)(
    "returns the token even if the store's %s fails",
    async (operation) => {
      const { clock, join, calls } = world();
      const token = join({ [operation]: down })();
      await clock.settle();
      expect(calls).toHaveLength(1);
      calls[0]?.resolve(tokenOf("token", clock.now()));
      expect((await token).value).toBe("token");
    },
  );

  it("stores the token even if the lock failed, but does not wait for that", async () => {
    const { clock, newSlot, join, calls } = world();
    const write: TokenSlot["write"] = async (token) => {
      await clock.wait(400);
      await newSlot().write(token);
    };
    const token = join({ lock: down, write })();
    await clock.settle();
    calls[0]?.resolve(tokenOf("token", clock.now()));
    await token;
    await clock.advance(400);
    expect((await newSlot().read())?.token.value).toBe("token");
  });

  it("releases a lock that it acquired before the store failed", async () => {
    const { clock, newSlot, join, calls } = world();
    const token = join({ read: down })();
    await clock.settle();
    calls[0]?.resolve(tokenOf("token", clock.now()));
    await token;
    await clock.settle();
    expect(await newSlot().lock("next", LEASE)).toBe(true);
  });

  it("calls the source if the store fails while waiting", async () => {
    const { clock, newSlot, join, calls } = world();
    await newSlot().lock("other", LEASE);
    let replies = 3;
    const waiting = join({
      lock: (owner, leaseMs) => (replies-- > 0 ? newSlot().lock(owner, leaseMs) : down()),
    })();
    await clock.advance(2_000);
    expect(calls).toHaveLength(1);
    calls[0]?.resolve(tokenOf("token", clock.now()));
    expect((await waiting).value).toBe("token");
  });

  it("rejects with the source's error even if the store also fails", async () => {
    const { clock, join, calls } = world();
    const failing = join({ unlock: down })();
    await clock.settle();
    calls[0]?.reject(failure);
    await expect(failing).rejects.toMatchObject({ code: failure.code, message: failure.message });
  });
});

describe("shared: requests", () => {
  it("waits for a token that is not the rejected one, or that expires later", async () => {
    const { clock, newSlot, join, calls } = world();
    const old = tokenOf("old", clock.now());
    await newSlot().write(old);
    await newSlot().lock("other", LEASE);
    const waiting = [join()({ rejected: old }), join()({ minExpiresAt: old.expiresAt })];
    await clock.advance(2_000);
    await newSlot().write(tokenOf("new", clock.now()));
    await clock.advance(600);
    expect((await Promise.all(waiting)).map(({ value }) => value)).toEqual(["new", "new"]);
    expect(calls).toHaveLength(0);
  });

  it("replaces the rejected token in the store", async () => {
    const { clock, newSlot, join, calls } = world();
    const rejected = tokenOf("rejected", clock.now() + 60_000);
    await newSlot().write(rejected);
    const renewal = join()({ rejected });
    await clock.settle();
    calls[0]?.resolve(tokenOf("new", clock.now()));
    await renewal;
    expect((await newSlot().read())?.token.value).toBe("new");
  });

  it("does not replace a later token that was stored in the meantime", async () => {
    const { clock, newSlot, join, calls } = world();
    const renewal = join()({ rejected: tokenOf("rejected", clock.now()) });
    await clock.settle();
    await newSlot().write(tokenOf("later", clock.now() + 60_000));
    calls[0]?.resolve(tokenOf("new", clock.now()));
    expect((await renewal).value).toBe("new");
    expect((await newSlot().read())?.token.value).toBe("later");
  });

  it("does not store the rejected token if WakaPay issues it again", async () => {
    const { clock, newSlot, join, calls } = world();
    const rejected = tokenOf("same", clock.now());
    const renewal = join()({ rejected });
    await clock.settle();
    calls[0]?.resolve(tokenOf("same", clock.now()));
    await expect(renewal).rejects.toMatchObject({ code: "token_rejected" });
    expect(await newSlot().read()).toBeUndefined();
  });

  it("renews a token in its last minute instead of adopting it", async () => {
    const { clock, newSlot, join, calls } = world();
    await newSlot().write(tokenOf("ending", clock.now() - 3_540_000));
    void join()();
    await clock.settle();
    expect(calls).toHaveLength(1);
  });
});

describe("shared: aborted callers", () => {
  it("rejects a waiting caller with the signal's reason and stops polling", async () => {
    const { clock, newSlot, join, calls } = world();
    await newSlot().lock("other", 1_000);
    const caller = new AbortController();
    let locks = 0;
    const lock: TokenSlot["lock"] = (...call) => {
      locks++;
      return newSlot().lock(...call);
    };
    const waiting = join({ lock })({ signal: caller.signal });
    await clock.advance(500);
    const before = locks;
    caller.abort("left");
    await expect(waiting).rejects.toBe("left");
    await clock.advance(LEASE);
    expect([calls.length, locks]).toEqual([0, before]);
  });

  it("releases the lock of a holder that aborts", async () => {
    const { clock, newSlot, join, calls } = world();
    const caller = new AbortController();
    const call = join()({ signal: caller.signal });
    await clock.settle();
    caller.abort("left");
    calls[0]?.reject(caller.signal.reason);
    await expect(call).rejects.toBe("left");
    expect(await newSlot().lock("next", LEASE)).toBe(true);
  });
});
