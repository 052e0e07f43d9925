import { describe, expect, it } from "vitest";
import { cached } from "../src/index.ts";
import { fakeClock } from "../src/testing/index.ts";
import { handSource, tokenOf } from "./support/fake-source.ts";

const HOUR = 3_600_000;

describe("cached: a caller that names another token than the kept one", () => {
  it("does not receive it from the renewal that it waits for in the leeway", async () => {
    const clock = fakeClock();
    const { source: below, asked } = handSource();
    const source = cached(below, { ...clock, random: () => 0.5 });
    void source();
    asked[0]?.answer(tokenOf("kept", clock.now()));
    await clock.advance(HOUR - 30_000);
    const named = tokenOf("another process's", clock.now());
    const given = source({ rejected: named });
    asked[1]?.answer(named);
    await clock.settle();
    expect(asked[2]?.request).toEqual({ rejected: named });
    asked[2]?.answer(tokenOf("new", clock.now()));
    expect((await given).value).toBe("new");
  });
});
