import { describe, expect, it } from "vitest";
import { createCipher } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";

describe("fakeClock", () => {
  it("fires timers at their times, in order, and waits for the work that follows", async () => {
    const clock = fakeClock(0);
    const fired: [string, number][] = [];
    const note = (name: string) => () => void fired.push([name, clock.now()]);
    void clock.wait(30).then(note("late"));
    void clock
      .wait(10)
      .then(note("early"))
      .then(() => clock.wait(5))
      .then(note("followed"));
    await clock.advance(29);
    expect(fired).toEqual([
      ["early", 10],
      ["followed", 15],
    ]);
    await clock.advance(1);
    expect(fired).toHaveLength(3);
  });

  it("ends a wait when its signal aborts, but not when the wall clock changes", async () => {
    const clock = fakeClock(0);
    const ended: string[] = [];
    const caller = new AbortController();
    void clock.wait(10, caller.signal).then(() => ended.push("aborted"));
    void clock.wait(10, AbortSignal.abort()).then(() => ended.push("never began"));
    void clock.wait(10).then(() => ended.push("waited"));
    clock.step(1_000);
    caller.abort();
    await clock.settle();
    expect([clock.now(), ended]).toEqual([1_000, ["never began", "aborted"]]);
  });

  it.each(["settle", "advance"] as const)("waits in %s for hashes and encryption", async (method) => {
    for (let round = 0; round < 20; round++) {
      const clock = fakeClock(0);
      const { encrypt, decrypt } = createCipher("a-secret-long-and-random", "name");
      let text: string | undefined;
      void clock
        .wait(0)
        .then(() => encrypt("text"))
        .then(decrypt)
        .then((decrypted) => {
          text = decrypted;
        });
      if (method === "settle") await clock.advance(0);
      await (method === "settle" ? clock.settle() : clock.advance(1));
      expect(text).toBe("text");
    }
  });
});
