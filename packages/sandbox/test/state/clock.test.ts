import { describe, expect, test } from "vitest";
import { createSandbox } from "../../src/index.ts";
import { createClient } from "../client.ts";
import { credentials } from "../forms/form.ts";

describe("clock.advance", () => {
  test("expires tokens exactly at the end of their lifetime", async () => {
    const clock = { at: 1_800_000_000_000 };
    const sandbox = createSandbox({ credentials: [credentials], now: () => clock.at });
    const client = createClient(sandbox);
    const token = await client.token();
    sandbox.clock.advance(3599);
    clock.at += 999;
    expect((await client.balance(`Bearer ${token}`)).status).toBe(200);
    clock.at += 1;
    expect((await client.balance(`Bearer ${token}`)).status).toBe(401);
    sandbox.clock.advance(12);
    await client.balance(`Bearer ${token}`);
    expect(sandbox.journal().map(({ reason }) => reason)).toEqual([
      "token is valid for 60 min",
      "token is valid for 1 ms",
      "token expired 0 ms ago",
      "token expired 12 s ago",
    ]);
  });

  test("issues tokens and records requests in the new time", async () => {
    const sandbox = createSandbox({ credentials: [credentials], now: () => 1_800_000_000_000 });
    const client = createClient(sandbox);
    await client.token();
    sandbox.clock.advance(60);
    sandbox.clock.advance(40);
    const token = await client.token();
    expect(sandbox.state().clock).toEqual({ now: 1_800_000_100_000, advancedSeconds: 100 });
    expect(sandbox.state().tokens.map(({ issuedAt }) => issuedAt)).toEqual([
      1_800_000_000_000, 1_800_000_100_000,
    ]);
    expect(sandbox.journal().at(-1)?.at).toBe(1_800_000_100_000);
    sandbox.clock.advance(3599);
    expect((await client.balance(`Bearer ${token}`)).status).toBe(200);
  });

  test("changes neither the duration of a request in progress nor a fault's delay", async () => {
    const waits: number[] = [];
    const sandbox = createSandbox({
      credentials: [credentials],
      now: () => 0,
      async wait(ms) {
        waits.push(ms);
        sandbox.clock.advance(600);
      },
    });
    sandbox.fault({ delayMs: 5000 });
    await createClient(sandbox).exchange();
    expect(waits).toEqual([5000]);
    expect(sandbox.journal()).toMatchObject([{ at: 0, durationMs: 0 }]);
  });

  test("is undone by reset, after which an expired token can be valid again", async () => {
    const sandbox = createSandbox({ credentials: [credentials], now: () => 0 });
    const client = createClient(sandbox);
    const token = await client.token();
    sandbox.clock.advance(3600);
    expect((await client.balance(`Bearer ${token}`)).status).toBe(401);
    sandbox.reset();
    expect((await client.balance(`Bearer ${token}`)).status).toBe(200);
  });

  test.each([0, -1, 0.5, Number.NaN, 315_360_001])("rejects %d seconds", (seconds) => {
    const sandbox = createSandbox({ credentials: [credentials] });
    expect(() => sandbox.clock.advance(seconds)).toThrow(
      `\`seconds\` must be a whole number from 1 to 315360000 (got ${seconds}).`,
    );
    expect(sandbox.state().clock.advancedSeconds).toBe(0);
  });
});
