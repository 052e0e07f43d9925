import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { Credentials, TokenSource, Wait } from "../../src/index.ts";
import { credentialed } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { tokenOf } from "../support/fake-source.ts";

function world(ask: () => Credentials | Promise<Credentials>, wait?: Wait) {
  const built: Credentials[] = [];
  const chain = (pair: Credentials): TokenSource => {
    built.push(pair);
    return async () => tokenOf(`${pair.apiKey}/${pair.apiSecret}`, 0);
  };
  return { built, source: credentialed({ credentials: ask, chain, ...(wait && { wait }) }) };
}

describe("credentialed: each pair has a chain of its own", () => {
  it("asks for the pair once a flight, and builds its chain once", async () => {
    let asked = 0;
    const { built, source } = world(() => {
      asked += 1;
      return { apiKey: "k", apiSecret: "s" };
    });
    await source();
    await source();
    expect([asked, built.length]).toEqual([2, 1]);
  });

  it("takes changed credentials at once, from an asynchronous function too", async () => {
    let apiSecret = "old";
    const { source } = world(async () => ({ apiKey: "k", apiSecret }));
    expect((await source()).value).toBe("k/old");
    apiSecret = "new";
    expect((await source()).value).toBe("k/new");
  });

  it('("ab","c") is not ("a","bc")', async () => {
    let pair = { apiKey: "ab", apiSecret: "c" };
    const { built, source } = world(() => pair);
    await source();
    pair = { apiKey: "a", apiSecret: "bc" };
    expect((await source()).value).toBe("a/bc");
    expect(built).toHaveLength(2);
  });

  it("builds a new chain if the credentials change back", async () => {
    let apiSecret = "one";
    const { built, source } = world(() => ({ apiKey: "k", apiSecret }));
    for (apiSecret of ["one", "two", "one"]) await source();
    expect(built).toHaveLength(3);
  });

  it.each([
    { pair: { apiKey: "", apiSecret: "s" }, missing: "apiKey" },
    { pair: { apiKey: "k", apiSecret: " " }, missing: "apiSecret" },
    { pair: { apiKey: "k" }, missing: "apiSecret" },
    { pair: undefined, missing: "apiKey" },
  ])("a function that yields no $missing is invalid_options, before any I/O", async ({ pair, missing }) => {
    const { built, source } = world(() => pair as Credentials);
    await expect(source()).rejects.toMatchObject({
      code: "invalid_options",
      message: expect.stringContaining(missing),
    });
    expect(built).toHaveLength(0);
  });

  it("what a getter of the pair throws is not passed on either", async () => {
    const { source } = world(() => ({
      apiKey: "k",
      get apiSecret(): string {
        throw new Error("canary");
      },
    }));
    await expect(source()).rejects.toMatchObject({
      code: "unavailable",
      message: expect.not.stringContaining("canary"),
    });
  });

  it("what the function throws is not passed on, since it may hold a secret", async () => {
    const { source } = world(() => {
      throw new Error("vault says: hunter2");
    });
    const error = await source().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "unavailable" });
    expect(error).not.toHaveProperty("cause");
    expect(String(error)).not.toContain("hunter2");
  });

  it("shows the system's error code, for example of a missing file", async () => {
    const { source } = world(() =>
      readFile("/missing/credentials.json").then(() => ({ apiKey: "k", apiSecret: "s" })),
    );
    await expect(source()).rejects.toMatchObject({ message: expect.stringContaining("failed (ENOENT)") });
  });

  it("names both members if the function returns other ones", async () => {
    const { source } = world(() => JSON.parse('{ "api_key": "k", "api_secret": "s" }'));
    await expect(source()).rejects.toMatchObject({
      message: expect.stringContaining("must return an object with `apiKey` and `apiSecret`"),
    });
  });
});

describe("credentialed: a function that takes too long", () => {
  it("is a timeout, and no exchange is made when it answers after all", async () => {
    const clock = fakeClock();
    const { built, source } = world(async () => {
      await clock.wait(10_001);
      return { apiKey: "k", apiSecret: "s" };
    }, clock.wait);
    const failed = expect(source()).rejects.toMatchObject({ code: "timeout" });
    await clock.advance(10_000);
    await failed;
    await clock.advance(1);
    expect(built).toHaveLength(0);
  });

  it("may take its time until then", async () => {
    const clock = fakeClock();
    const { source } = world(async () => {
      await clock.wait(9_999);
      return { apiKey: "k", apiSecret: "s" };
    }, clock.wait);
    const given = source();
    await clock.advance(9_999);
    expect((await given).value).toBe("k/s");
  });
});
