import { describe, expect, it } from "vitest";
import { TokenError, type TokenEvent } from "../../src/index.ts";
import { type SharedOptions, shared, type TokenSlot } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { handSource, tokenOf } from "../support/fake-source.ts";
import { plainStored } from "../support/plain-stored.ts";

const LEASE = 40_000;
const failure = new TokenError("unavailable", "down");

function world(options: Partial<SharedOptions> = {}) {
  const clock = fakeClock();
  const place = plainStored(clock);
  const { source, asked } = handSource();
  const events: TokenEvent[] = [];
  /** One more process of the fleet. */
  const join = (overrides: Partial<TokenSlot> = {}) =>
    shared(source, {
      ...clock,
      random: () => 0.5,
      stored: { ...place(), ...overrides },
      onEvent: (event) => void events.push(event),
      ...options,
    });
  return { clock, place, join, asked, events };
}

describe("shared: one exchange for a fleet", () => {
  it("asks once for eight processes that start together, and all get that token", async () => {
    const { clock, join, asked, events } = world();
    const tokens = Array.from({ length: 8 }, () => join()());
    await clock.advance(2_000);
    expect(asked).toHaveLength(1);
    const token = { ...tokenOf("token", clock.now()), fingerprint: "f" };
    asked[0]?.answer(token);
    await clock.advance(500);
    expect(await Promise.all(tokens)).toEqual(Array.from({ length: 8 }, () => token));
    expect(asked).toHaveLength(1);
    expect(events).toEqual(Array.from({ length: 7 }, () => ({ type: "adopted", fingerprint: "f" })));
  });

  it("looks once more after it got the lock, in case the token came in between", async () => {
    const { clock, place, join, asked } = world();
    const source = join({
      async lock(owner, leaseMs) {
        await place().write(tokenOf("theirs", clock.now()));
        return place().lock(owner, leaseMs);
      },
    });
    expect((await source()).value).toBe("theirs");
    expect(asked).toHaveLength(0);
    expect(await place().lock("next", LEASE)).toBe(true);
  });

  it("lets those who wait have the token though the lock is never freed", async () => {
    const { clock, place, join } = world();
    await place().lock("slow", LEASE);
    const waiting = join()();
    await clock.advance(1_000);
    await place().write(tokenOf("theirs", clock.now()));
    await clock.advance(500);
    expect((await waiting).value).toBe("theirs");
  });

  it("frees the lock once the token is written, not before", async () => {
    const { clock, place, join, asked } = world();
    const write: TokenSlot["write"] = async (token) => {
      await clock.wait(100);
      await place().write(token);
    };
    const first = join({ write })();
    await clock.settle();
    asked[0]?.answer(tokenOf("token", clock.now()));
    await clock.advance(99);
    expect(await place().lock("other", LEASE)).toBe(false);
    await clock.advance(1);
    await first;
    expect((await place().read())?.token.value).toBe("token");
    expect(await place().lock("other", LEASE)).toBe(true);
  });

  it("goes on when a holder died, once its lease is over", async () => {
    const { clock, place, join, asked } = world();
    await place().lock("dead", LEASE);
    const waiting = [join()(), join()()];
    await clock.advance(LEASE - 1);
    expect(asked).toHaveLength(0);
    await clock.advance(10_000);
    expect(asked).toHaveLength(1);
    asked[0]?.answer(tokenOf("token", clock.now()));
    await clock.advance(500);
    expect((await Promise.all(waiting)).map(({ value }) => value)).toEqual(["token", "token"]);
  });

  it("asks without the lock where others hold it for one and a half leases, and leaves it to them", async () => {
    const { clock, place, join, asked } = world();
    await place().lock("other", 10 * LEASE);
    const waiting = join()();
    await clock.advance(1.5 * LEASE - 1_000);
    expect(asked).toHaveLength(0);
    await clock.advance(2_000);
    expect(asked).toHaveLength(1);
    asked[0]?.answer(tokenOf("token", clock.now()));
    expect((await waiting).value).toBe("token");
    expect((await place().read())?.token.value).toBe("token");
    expect(await place().lock("next", LEASE)).toBe(false);
  });

  it("ends its waiting in time though the clock is put back", async () => {
    const { clock, place, join, asked } = world();
    await place().lock("other", 10 * LEASE);
    const waiting = join()();
    await clock.advance(1_000);
    clock.step(-600_000);
    await clock.advance(2 * LEASE);
    expect(asked).toHaveLength(1);
    asked[0]?.answer(tokenOf("token", clock.now()));
    await waiting;
  });
});

describe("shared: failures", () => {
  it("stores no failure, frees the lock at once, and lets the next try for itself", async () => {
    const { clock, place, join, asked } = world();
    const [first, second] = [join()(), join()()];
    await clock.settle();
    asked[0]?.fail(failure);
    await expect(first).rejects.toBe(failure);
    expect(await place().read()).toBeUndefined();
    await clock.advance(500);
    expect(asked).toHaveLength(2);
    asked[1]?.answer(tokenOf("token", clock.now()));
    expect((await second).value).toBe("token");
  });

  it.each(["lock", "read", "write", "unlock"] as const)(
    "gives the token though the store's %s fails",
    async (operation) => {
      const { clock, join, asked } = world();
      const token = join({ [operation]: () => Promise.reject(new Error("down")) })();
      await clock.settle();
      expect(asked).toHaveLength(1);
      asked[0]?.answer(tokenOf("token", clock.now()));
      expect((await token).value).toBe("token");
    },
  );

  it("writes the token though the lock could not be asked for", async () => {
    const { clock, place, join, asked } = world();
    const token = join({ lock: () => Promise.reject(new Error("down")) })();
    await clock.settle();
    asked[0]?.answer(tokenOf("token", clock.now()));
    await token;
    expect((await place().read())?.token.value).toBe("token");
  });

  it("goes on alone when the store breaks while it waits", async () => {
    const { clock, place, join, asked } = world();
    await place().lock("other", LEASE);
    let answers = 3;
    const waiting = join({
      lock: (owner, leaseMs) =>
        answers-- > 0 ? place().lock(owner, leaseMs) : Promise.reject(new Error("down")),
    })();
    await clock.advance(2_000);
    expect(asked).toHaveLength(1);
    asked[0]?.answer(tokenOf("token", clock.now()));
    expect((await waiting).value).toBe("token");
  });

  it("passes a failure on as the source gave it, though the store fails as well", async () => {
    const { clock, join, asked } = world();
    const failing = join({ unlock: () => Promise.reject(new Error("down")) })();
    await clock.settle();
    asked[0]?.fail(failure);
    await expect(failing).rejects.toBe(failure);
  });
});

describe("shared: what is asked", () => {
  it("waits for another token than the refused one, and for one that ends later", async () => {
    const { clock, place, join, asked } = world();
    const old = tokenOf("old", clock.now());
    await place().write(old);
    await place().lock("other", LEASE);
    const waiting = [join()({ rejected: old }), join()({ minExpiresAt: old.expiresAt })];
    await clock.advance(2_000);
    await place().write(tokenOf("new", clock.now()));
    await clock.advance(500);
    expect((await Promise.all(waiting)).map(({ value }) => value)).toEqual(["new", "new"]);
    expect(asked).toHaveLength(0);
  });

  it("hands the request down as it is", async () => {
    const { clock, join, asked } = world();
    const request = { rejected: tokenOf("old", clock.now()), minExpiresAt: 7 };
    void join()(request);
    await clock.settle();
    expect(asked[0]?.request).toBe(request);
  });

  it("replaces the refused token in the store, though that says that it was issued later", async () => {
    const { clock, place, join, asked } = world();
    const refused = tokenOf("refused", clock.now() + 60_000);
    await place().write(refused);
    const renewal = join()({ rejected: refused });
    await clock.settle();
    asked[0]?.answer(tokenOf("new", clock.now()));
    await renewal;
    expect((await place().read())?.token.value).toBe("new");
  });

  it("does not replace another token that was issued later", async () => {
    const { clock, place, join, asked } = world();
    const refused = tokenOf("refused", clock.now());
    const renewal = join()({ rejected: refused });
    await clock.settle();
    await place().write(tokenOf("later", clock.now() + 60_000));
    asked[0]?.answer(tokenOf("new", clock.now()));
    expect((await renewal).value).toBe("new");
    expect((await place().read())?.token.value).toBe("later");
  });

  it("does not replace a token that ends too early for the caller and was issued later", async () => {
    const { clock, place, join, asked } = world();
    const early = tokenOf("early", clock.now() + 60_000, 600_000);
    await place().write(early);
    const renewal = join()({ minExpiresAt: early.expiresAt });
    await clock.settle();
    asked[0]?.answer(tokenOf("new", clock.now()));
    expect((await renewal).value).toBe("new");
    expect((await place().read())?.token.value).toBe("early");
  });

  it("does not store the refused token when the API issues it again", async () => {
    const { clock, place, join, asked } = world();
    const refused = tokenOf("same", clock.now());
    const renewal = join()({ rejected: refused });
    await clock.settle();
    asked[0]?.answer(tokenOf("same", clock.now()));
    expect((await renewal).value).toBe("same");
    expect(await place().read()).toBeUndefined();
  });

  it("renews a token in its last minute rather than adopt it", async () => {
    const { clock, place, join, asked } = world();
    await place().write(tokenOf("ending", clock.now() - 3_540_000));
    void join()();
    await clock.settle();
    expect(asked).toHaveLength(1);
  });
});

describe("shared: one who leaves", () => {
  it("while waiting is rejected with the signal's reason, and asks neither source nor store any more", async () => {
    const { clock, place, join, asked } = world();
    await place().lock("other", 1_000);
    const leaving = new AbortController();
    let locks = 0;
    const lock: TokenSlot["lock"] = (...call) => {
      locks++;
      return place().lock(...call);
    };
    const waiting = join({ lock })({ signal: leaving.signal });
    await clock.advance(500);
    const before = locks;
    leaving.abort("left");
    await expect(waiting).rejects.toBe("left");
    await clock.advance(LEASE);
    expect([asked.length, locks]).toEqual([0, before]);
  });

  it("with the lock in hand gives it back", async () => {
    const { clock, place, join, asked } = world();
    const leaving = new AbortController();
    const call = join()({ signal: leaving.signal });
    await clock.settle();
    leaving.abort("left");
    asked[0]?.fail(leaving.signal.reason);
    await expect(call).rejects.toBe("left");
    expect(await place().lock("next", LEASE)).toBe(true);
  });
});
