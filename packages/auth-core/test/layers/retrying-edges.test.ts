import { describe, expect, it } from "vitest";
import { TokenError } from "../../src/index.ts";
import { retrying } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { handSource } from "../support/fake-source.ts";

describe("retrying: what is not tried again", () => {
  it("an error of another kind whose code looks like ours", async () => {
    const clock = fakeClock();
    const { source: below, asked } = handSource();
    const given = expect(retrying(below, clock)()).rejects.toThrow("a bug");
    asked[0]?.fail(Object.assign(new Error("a bug"), { code: "unavailable" }));
    await given;
    await clock.advance(30_000);
    expect(asked).toHaveLength(1);
  });

  it("where the wait would end with the deadline: the fault is told at once", async () => {
    const { source: below, asked } = handSource();
    const given = retrying(below, fakeClock())();
    asked[0]?.fail(new TokenError("rate_limited", "busy", { retryAfterMs: 30_000 }));
    await expect(given).rejects.toMatchObject({ code: "rate_limited" });
  });
});
