import { describe, expect, it } from "vitest";
import { TokenError } from "../../src/index.ts";
import { coolingDown } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { handSource, tokenOf } from "../support/fake-source.ts";

const refused = { code: "token_rejected" };

describe("coolingDown: the token that came once more", () => {
  async function unchanged() {
    const clock = fakeClock();
    const { source: below, asked } = handSource();
    const source = coolingDown(below, clock);
    const rejected = tokenOf("same", clock.now());
    const given = expect(source({ rejected })).rejects.toMatchObject(refused);
    asked[0]?.answer(rejected);
    await given;
    return { clock, source, asked, rejected };
  }

  it("is not asked for again in the same moment", async () => {
    const { source, asked, rejected } = await unchanged();
    await expect(source({ rejected })).rejects.toMatchObject(refused);
    expect(asked).toHaveLength(1);
  });

  it("is asked for again where the clock was set back before that", async () => {
    const { clock, source, asked, rejected } = await unchanged();
    clock.step(-1);
    void source({ rejected });
    expect(asked).toHaveLength(2);
  });
});

describe("coolingDown: a refusal from below", () => {
  it("cools nobody: it is about one token", async () => {
    const { source: below, asked } = handSource();
    const source = coolingDown(below, fakeClock());
    const given = expect(source()).rejects.toMatchObject(refused);
    asked[0]?.fail(new TokenError("token_rejected", "from below"));
    await given;
    void source();
    expect(asked).toHaveLength(2);
  });
});
