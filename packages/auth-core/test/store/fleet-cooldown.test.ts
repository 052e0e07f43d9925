import { describe, expect, it } from "vitest";
import type { TokenStore } from "../../src/index.ts";
import { type Cooldown, memoryStore, tokenSlot } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { fleetBaseUrl as baseUrl, fleetCredentials as credentials } from "../support/fleet-slots.ts";

const MINUTE = 60_000;

function world() {
  const clock = fakeClock();
  const memory = memoryStore(clock);
  /** The cooldown of one more process, whose clock may be off. */
  function join(overrides: Partial<TokenStore> = {}, offsetMs = 0) {
    const now = () => clock.now() + offsetMs;
    return tokenSlot({ ...clock, now, store: { ...memory, ...overrides }, baseUrl, credentials }).cooldown;
  }
  /** A cooldown that starts now, by a clock that may be off. */
  function cooldownOf(lengthMs: number, offsetMs = 0): Cooldown {
    const from = clock.now() + offsetMs;
    const details = { status: 429, reason: "ECONNRESET", isPermanent: true as const, failures: 3 };
    return { code: "rate_limited", message: "later", ...details, from, until: from + lengthMs };
  }
  return { clock, memory, join, cooldownOf };
}

describe("fleetCooldown", () => {
  it("returns what another process put", async () => {
    const { join, cooldownOf } = world();
    const cooldown = cooldownOf(MINUTE);
    await join().put(cooldown);
    expect(await join().get()).toEqual(cooldown);
  });

  it("returns undefined if no process put a cooldown", async () => {
    const { join } = world();
    expect(await join().get()).toBeUndefined();
    expect(join().peek()).toBeUndefined();
  });

  it("remembers a cooldown for one minute after its end, with its failures", async () => {
    const { clock, join, cooldownOf } = world();
    await join().put(cooldownOf(1_000));
    await clock.advance(MINUTE + 999);
    expect(await join().get()).toMatchObject({ failures: 3 });
    await clock.advance(1);
    expect(await join().get()).toBeUndefined();
  });

  it("forgets the cooldown of the fleet after a success", async () => {
    const { clock, join, cooldownOf } = world();
    const one = join();
    await one.put(cooldownOf(1_000));
    await clock.advance(1_000);
    const other = join();
    await other.get();
    await other.put(undefined);
    await clock.advance(1);
    expect(await join().get()).toBeUndefined();
  });

  it.each([-3_600_000, 3_600_000])("keeps the time left if a clock is off by %d ms", async (offsetMs) => {
    const { clock, join, cooldownOf } = world();
    await join({}, offsetMs).put(cooldownOf(2 * MINUTE, offsetMs));
    await clock.advance(MINUTE);
    expect(await join().get()).toMatchObject({ until: clock.now() + MINUTE, from: clock.now() - MINUTE });
  });

  it("does not replace a longer cooldown that another process put in the meantime", async () => {
    const { clock, join, cooldownOf } = world();
    const one = join();
    await one.get();
    await join().put(cooldownOf(2 * MINUTE));
    await one.put(cooldownOf(1_000));
    expect((await join().get())?.until).toBe(clock.now() + 2 * MINUTE);
  });

  it("never lasts longer than it did when it was put", async () => {
    const { clock, memory, join, cooldownOf } = world();
    const write: TokenStore["write"] = (key, entry) => memory.write(key, { ...entry, ttlMs: 1e9 });
    await join({ write }).put(cooldownOf(MINUTE));
    const until = clock.now() + MINUTE;
    const other = join();
    expect((await other.get())?.until).toBe(until);
    await clock.advance(MINUTE);
    expect((await other.get())?.until).toBe(until);
  });

  it("ends if the clocks of the store and of its process are set back", async () => {
    const { clock, join, cooldownOf } = world();
    const cooldown = join();
    await cooldown.put(cooldownOf(1_000));
    clock.step(-3_600_000);
    await cooldown.get();
    await clock.advance(1_000);
    expect((await cooldown.get())?.until).toBeLessThanOrEqual(clock.now());
  });

  it("applies to this process if the store fails", async () => {
    const { join, cooldownOf } = world();
    const fail = () => Promise.reject(new Error("down"));
    const cooldown = join({ read: fail, write: fail });
    expect(await cooldown.get()).toBeUndefined();
    await cooldown.put(cooldownOf(MINUTE));
    expect(await cooldown.get()).toMatchObject({ code: "rate_limited" });
    expect(cooldown.peek()).toMatchObject({ code: "rate_limited" });
  });

  it("does not wait a second time for a store that has just failed", async () => {
    const { clock, join, cooldownOf } = world();
    const hang = () => new Promise<never>(() => {});
    const cooldown = join({ read: hang, write: hang });
    const got = cooldown.get();
    await clock.advance(500);
    await got;
    await clock.advance(10_000);
    const startedAt = clock.now();
    await cooldown.put(cooldownOf(MINUTE));
    expect(clock.now()).toBe(startedAt);
  });

  it.each(["", "null", "{}", '{"code":"token_rejected","message":"","failures":1,"from":1,"until":2}'])(
    "ignores %j, which another version may have stored",
    async (text) => {
      const { memory, join } = world();
      let key = "";
      const read: TokenStore["read"] = (name) => {
        key = name;
        return memory.read(name);
      };
      await join({ read }).get();
      await memory.write(key, { sealed: text, issuedAt: 1, ttlMs: MINUTE });
      expect(await join().get()).toBeUndefined();
    },
  );
});
