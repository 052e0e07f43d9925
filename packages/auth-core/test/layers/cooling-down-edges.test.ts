import { describe, expect, it } from "vitest";
import { TokenError } from "../../src/index.ts";
import { coolingDown } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { manualSource, tokenOf } from "../support/fake-source.ts";

const refused = { code: "token_rejected" };

describe("coolingDown: the token that came once more", () => {
  async function unchanged() {
    const clock = fakeClock();
    const { source: below, calls } = manualSource();
    const source = coolingDown(below, clock);
    const rejected = tokenOf("same", clock.now());
    const given = expect(source({ rejected })).rejects.toMatchObject(refused);
    calls[0]?.resolve(rejected);
    await given;
    return { clock, source, calls, rejected };
  }

  it("is not asked for again in the same moment", async () => {
    const { source, calls, rejected } = await unchanged();
    await expect(source({ rejected })).rejects.toMatchObject(refused);
    expect(calls).toHaveLength(1);
  });

  it("is asked for again where the clock was set back before that", async () => {
    const { clock, source, calls, rejected } = await unchanged();
    clock.step(-1);
    void source({ rejected });
    expect(calls).toHaveLength(2);
  });
});

describe("coolingDown: a refusal from below", () => {
  it("cools nobody: it is about one token", async () => {
    const { source: below, calls } = manualSource();
    const source = coolingDown(below, fakeClock());
    const given = expect(source()).rejects.toMatchObject(refused);
    calls[0]?.reject(new TokenError("token_rejected", "from below"));
    await given;
    void source();
    expect(calls).toHaveLength(2);
  });
});
