import { describe, expect, it } from "vitest";
import { singleFlight } from "../src/index.ts";
import { fakeClock } from "../src/testing/index.ts";
import { handSource } from "./support/fake-source.ts";

describe("singleFlight: who joins late", () => {
  it("waits for what is left of the slot's life, not for a whole one", async () => {
    const clock = fakeClock();
    const { source: below, asked } = handSource();
    const source = singleFlight(below, { ...clock, slotMs: 10_000 });
    const leaving = new AbortController();
    source({ signal: leaving.signal }).catch(() => {});
    await clock.advance(6_000);
    leaving.abort();
    void source();
    await clock.advance(3_999);
    expect(asked).toHaveLength(1);
    await clock.advance(1);
    expect(asked).toHaveLength(2);
  });
});
