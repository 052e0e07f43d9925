import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { type Credentials, TokenError, type TokenEvent, type TokenSource } from "../../src/index.ts";
import { credentialed } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { tokenOf } from "../support/fake-source.ts";

const PAIR = { apiKey: "k", apiSecret: "s" };

function setUp(
  credentials: () => Credentials | Promise<Credentials>,
  acquire = (pair: Credentials) => tokenOf(`${pair.apiKey}/${pair.apiSecret}`, 0),
) {
  const clock = fakeClock();
  const events: TokenEvent[] = [];
  const chains: Credentials[] = [];
  let calls = 0;
  const source = credentialed({
    ...clock,
    onEvent: (event) => void events.push(event),
    credentials() {
      calls += 1;
      return credentials();
    },
    chain(pair): TokenSource {
      chains.push(pair);
      return async () => acquire(pair);
    },
  });
  return { clock, events, chains, source, calls: () => calls };
}

describe("credentialed", () => {
  it("calls the function for each request, and creates one chain", async () => {
    const { chains, source, calls } = setUp(() => PAIR);
    await source();
    await source();
    expect([calls(), chains.length]).toEqual([2, 1]);
  });

  it("uses changed credentials at once", async () => {
    let apiSecret = "old";
    const { source } = setUp(async () => ({ apiKey: "k", apiSecret }));
    expect((await source()).value).toBe("k/old");
    apiSecret = "new";
    expect((await source()).value).toBe("k/new");
  });

  it('distinguishes ("ab", "c") from ("a", "bc")', async () => {
    let pair = { apiKey: "ab", apiSecret: "c" };
    const { chains, source } = setUp(() => pair);
    await source();
    pair = { apiKey: "a", apiSecret: "bc" };
    expect((await source()).value).toBe("a/bc");
    expect(chains).toHaveLength(2);
  });

  it("keeps only the last chain", async () => {
    let apiSecret = "";
    const { chains, source } = setUp(() => ({ apiKey: "k", apiSecret }));
    for (apiSecret of ["one", "two", "one"]) await source();
    expect(chains).toHaveLength(3);
  });

  it("accepts an instance of a class with getters", async () => {
    class Pair {
      get apiKey() {
        return "k";
      }
      get apiSecret() {
        return "s";
      }
    }
    expect((await setUp(() => new Pair()).source()).value).toBe("k/s");
  });

  it.each([
    {
      pair: { apiKey: "", apiSecret: "s" },
      message: /`apiKey` must be a non-empty string \(got an empty string\)/,
    },
    { pair: { apiKey: "k", apiSecret: " " }, message: /`apiSecret` must be a non-empty string/ },
    {
      pair: { key: "k", secret: "s" },
      message: /`apiKey`.*got undefined.*must return an object with `apiKey` and `apiSecret`/,
    },
    { pair: undefined, message: /`apiKey`.*got undefined/ },
    {
      pair: { apiKey: "k", apiSecret: "s\n" },
      message: /`apiSecret` must not start or end with white space/,
    },
  ])("rejects $pair before any request", async ({ pair, message }) => {
    const { chains, source } = setUp(() => pair as Credentials);
    await expect(source()).rejects.toMatchObject({
      code: "invalid_options",
      message: expect.stringMatching(message),
    });
    expect(chains).toHaveLength(0);
  });

  it.each([
    {
      what: "the function",
      credentials(): Credentials {
        throw new SyntaxError("vault says: hunter2");
      },
    },
    {
      what: "a getter",
      credentials: () => ({
        apiKey: "k",
        get apiSecret(): string {
          throw new SyntaxError("hunter2");
        },
      }),
    },
  ])("names the kind of error that $what throws, not its message", async ({ credentials }) => {
    const error = await setUp(credentials)
      .source()
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "unavailable", message: expect.stringContaining("SyntaxError") });
    expect(error).not.toHaveProperty("cause");
    expect(String(error)).not.toContain("hunter2");
  });

  it("shows the system's error code, for example of a missing file", async () => {
    const { source } = setUp(() => readFile("/missing/credentials.json").then(() => PAIR));
    await expect(source()).rejects.toMatchObject({ message: expect.stringContaining("failed (ENOENT)") });
  });

  it("times out a function that does not return, and makes no exchange when it does", async () => {
    const { clock, chains, source } = setUp(async () => {
      await clock.wait(10_001);
      return PAIR;
    });
    const failed = expect(source()).rejects.toMatchObject({
      code: "timeout",
      message: expect.stringContaining("`timeoutMs`"),
    });
    await clock.advance(10_000);
    await failed;
    await clock.advance(1);
    expect(chains).toHaveLength(0);
  });

  it("waits for the function until the timeout", async () => {
    const { clock, source } = setUp(async () => {
      await clock.wait(9_999);
      return PAIR;
    });
    const token = source();
    await clock.advance(9_999);
    expect((await token).value).toBe("k/s");
  });
});

describe("credentialed, if the function fails", () => {
  it("calls it again after 1 s, doubling up to 30 s, and reports the cooldown", async () => {
    const { clock, source, calls, events } = setUp(() => {
      throw new Error("vault is sealed");
    });
    for (const seconds of [1, 2, 4, 8, 16, 30, 30]) {
      const before = calls();
      await expect(source()).rejects.toMatchObject({ code: "unavailable", retryAfterMs: seconds * 1_000 });
      await clock.advance(seconds * 1_000 - 1);
      await expect(source()).rejects.toMatchObject({ code: "unavailable", retryAfterMs: 1 });
      expect(calls()).toBe(before + 1);
      await clock.advance(1);
    }
    expect(events[0]).toEqual({ type: "cooled_down", code: "unavailable", retryAfterMs: 1_000 });
  });

  it("starts with 1 s again after a success", async () => {
    let isDown = true;
    const { clock, source } = setUp(() => {
      if (isDown) throw new Error("vault is sealed");
      return PAIR;
    });
    await expect(source()).rejects.toMatchObject({ retryAfterMs: 1_000 });
    await clock.advance(1_000);
    isDown = false;
    await source();
    isDown = true;
    await expect(source()).rejects.toMatchObject({ retryAfterMs: 1_000 });
  });
});

describe("credentialed, during a cooldown of the credentials", () => {
  function coolingDown(credentials: () => Credentials) {
    return setUp(credentials, ({ apiSecret }) => {
      if (apiSecret === "right") return tokenOf("token", 0);
      throw new TokenError("credentials_rejected", "rejected", { retryAfterMs: 60_000 });
    });
  }

  it("finds changed credentials at once", async () => {
    let apiSecret = "wrong";
    const { source } = coolingDown(() => ({ apiKey: "k", apiSecret }));
    for (let call = 0; call < 3; call++) await expect(source()).rejects.toThrow("rejected");
    apiSecret = "right";
    expect((await source()).value).toBe("token");
  });

  it("calls the function at most once per second under load", async () => {
    const { clock, source, calls } = coolingDown(() => ({ apiKey: "k", apiSecret: "wrong" }));
    for (let call = 0; call < 1_000; call++) await source().catch(() => {});
    expect(calls()).toBeLessThanOrEqual(4);
    const before = calls();
    for (let call = 0; call < 1_000; call++) {
      await clock.advance(10);
      await source().catch(() => {});
    }
    expect(calls() - before).toBeLessThanOrEqual(10);
  });

  it("finds changed credentials within a second under load", async () => {
    let apiSecret = "wrong";
    const { clock, source } = coolingDown(() => ({ apiKey: "k", apiSecret }));
    for (let call = 0; call < 1_000; call++) await source().catch(() => {});
    apiSecret = "right";
    await clock.advance(1_000);
    expect((await source()).value).toBe("token");
  });
});
