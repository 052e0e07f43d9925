import { expect, it } from "vitest";
import { shared } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { handSource } from "../support/fake-source.ts";
import { plainStored } from "../support/plain-stored.ts";

it.each([
  { random: 0, delays: [25, 50, 100, 200, 250, 250, 250] },
  { random: 0.5, delays: [37.5, 75, 150, 300, 375, 375, 375] },
  { random: 0.999, delays: [49.975, 99.95, 199.9, 399.8, 499.75, 499.75, 499.75] },
])(
  "those who wait ask the store ever less often, down to twice a second, with jitter $random",
  async ({ random, delays }) => {
    const clock = fakeClock();
    const stored = plainStored(clock)();
    await stored.lock("other", 60_000);
    const waits: number[] = [];
    const source = shared(handSource().source, {
      ...clock,
      stored,
      random: () => random,
      wait(ms, signal) {
        waits.push(ms);
        return clock.wait(ms, signal);
      },
    });
    void source();
    await clock.advance(5_000);
    for (const [index, ms] of delays.entries()) expect(waits[index]).toBeCloseTo(ms, 6);
  },
);
