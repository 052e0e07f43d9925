import { describe, expect, it } from "vitest";
import type { StoreEntry, TokenStore } from "../../src/index.ts";
import { createCipher, memoryStore, tokenSlot } from "../../src/layers.ts";
import { type FakeClock, fakeClock, findSecrets } from "../../src/testing/index.ts";
import { tokenOf } from "../support/fake-source.ts";
import { fleetBaseUrl as baseUrl, fleetCredentials as credentials } from "../support/fleet-slots.ts";

const HOUR = 3_600_000;

/** A store that records its calls, in one memory. */
function recordedStore(clock: FakeClock, memory = memoryStore(clock)) {
  const calls: unknown[][] = [];
  const recorded =
    <A extends unknown[], T>(method: (...call: A) => Promise<T>) =>
    (...call: A) => {
      calls.push(call);
      return method(...call);
    };
  const store: TokenStore = {
    read: recorded(memory.read),
    write: recorded(memory.write),
    lock: recorded(memory.lock),
    unlock: recorded(memory.unlock),
  };
  return { calls, store };
}

function world() {
  const clock = fakeClock();
  const memory = memoryStore(clock);
  const { calls, store } = recordedStore(clock, memory);
  const join = (pair = credentials, url = baseUrl) =>
    tokenSlot({ ...clock, store, credentials: pair, baseUrl: url });
  return { clock, calls, memory, join };
}

/** The name of the token's entry. */
async function keyOf(url: string, pair: typeof credentials): Promise<string> {
  const clock = fakeClock();
  const { calls, store } = recordedStore(clock);
  await tokenSlot({ ...clock, store, credentials: pair, baseUrl: url }).read();
  return String(calls[0]?.[0]);
}

describe("tokenSlot", () => {
  it("returns the token with all its properties to another process", async () => {
    const { clock, join } = world();
    const token = { ...tokenOf("token", clock.now()), replacements: 2, fingerprint: "f" };
    await join().write(token);
    expect((await join().read())?.token).toEqual(token);
    await join().write(tokenOf("plain", clock.now()));
    expect((await join().read())?.token).toEqual(tokenOf("plain", clock.now()));
  });

  it("shows the store derived names, ciphertext and times, but no secret", async () => {
    const { clock, calls, join } = world();
    const slot = join();
    await slot.lock("owner", 1_000);
    await slot.write(tokenOf("the-token-itself", clock.now()));
    const found = await slot.read();
    await slot.write(tokenOf("the-token-itself", clock.now()), found);
    await slot.cooldown.get();
    const message = "the message of an error";
    const cooldown = { code: "unavailable" as const, message, from: 1, until: clock.now() + 5, failures: 1 };
    await slot.cooldown.put(cooldown);
    await slot.unlock("owner");
    const secrets = ["the-token-itself", credentials.apiKey, credentials.apiSecret, "wakapay.io", message];
    expect(findSecrets(calls, secrets)).toEqual([]);
    expect(new Set(calls.map(([key]) => key)).size).toBe(2);
    for (const [key] of calls) expect(key).toMatch(/^wakapay:[0-9a-f]{64}$/);
  });

  it("stores a token for the rest of its life", async () => {
    const { clock, join } = world();
    const token = tokenOf("token", clock.now());
    await clock.advance(1_000);
    await join().write(token);
    await clock.advance(HOUR - 1_001);
    expect(await join().read()).toBeDefined();
    await clock.advance(1);
    expect(await join().read()).toBeUndefined();
  });

  it.each([
    ["secret", { ...credentials, apiSecret: "another" }, baseUrl],
    ["key", { ...credentials, apiKey: "another" }, baseUrl],
    ["base URL", credentials, "https://api.wakapay.example"],
  ])("shares neither a token nor a lock with another %s", async (_, pair, url) => {
    const { clock, join } = world();
    await join().write(tokenOf("token", clock.now()));
    await join().lock("owner", 1_000);
    expect(await join(pair, url).read()).toBeUndefined();
    expect(await join(pair, url).lock("another", 1_000)).toBe(true);
  });

  it("finds the token whether or not the base URL ends with a slash", async () => {
    const { clock, join } = world();
    await join().write(tokenOf("token", clock.now()));
    expect(await join(credentials, `${baseUrl}/`).read()).toBeDefined();
  });

  it("replaces a later entry only if it is named as replaced", async () => {
    const { clock, join } = world();
    const slot = join();
    await slot.write(tokenOf("later", clock.now()));
    const replaced = await slot.read();
    await slot.write(tokenOf("earlier", clock.now() - 1));
    expect((await slot.read())?.token.value).toBe("later");
    await slot.write(tokenOf("earlier", clock.now() - 1), replaced);
    expect((await slot.read())?.token.value).toBe("earlier");
    await slot.write(tokenOf("earliest", clock.now() - 2), replaced);
    expect((await slot.read())?.token.value).toBe("earlier");
  });

  it("gives the lock to one process", async () => {
    const { join } = world();
    expect(await join().lock("one", 1_000)).toBe(true);
    expect(await join().lock("two", 1_000)).toBe(false);
    await join().unlock("one");
    expect(await join().lock("two", 1_000)).toBe(true);
  });
});

describe("tokenSlot: names", () => {
  const pair = { apiKey: "ab", apiSecret: "c" };

  it.each([
    ["another split of the same letters", baseUrl, { apiKey: "a", apiSecret: "bc" }],
    ["another secret", baseUrl, { apiKey: "ab", apiSecret: "d" }],
    ["a secret with one more zero byte", baseUrl, { apiKey: "ab", apiSecret: "c\0" }],
    ["another key", baseUrl, { apiKey: "ac", apiSecret: "c" }],
    ["another host", "https://api.wakapay.example", pair],
    ["another port", `${baseUrl}:8443`, pair],
    ["another path", `${baseUrl}/v2`, pair],
    ["a path that ends like the key", `${baseUrl}/ab`, { apiKey: "", apiSecret: "c" }],
  ])("derives another name for %s", async (_, url, other) => {
    expect(await keyOf(url, other)).not.toBe(await keyOf(baseUrl, pair));
  });

  it("derives the same name in every process", async () => {
    expect(await keyOf(baseUrl, { ...pair })).toBe(await keyOf(baseUrl, pair));
  });
});

describe("tokenSlot: clocks that differ", () => {
  it.each([-HOUR, -5_000, 0, 5_000, HOUR])(
    "uses a token for the life it has left if the writer's clock is off by %d ms",
    async (offsetMs) => {
      const { clock, join, memory } = world();
      const writer = tokenSlot({
        ...clock,
        now: () => clock.now() + offsetMs,
        store: memory,
        baseUrl,
        credentials,
      });
      await writer.write(tokenOf("token", clock.now() + offsetMs));
      await clock.advance(600_000);
      const found = await join().read();
      expect(found?.token.expiresAt).toBe(clock.now() + HOUR - 600_000);
      expect(found?.token.issuedAt).toBe(clock.now() - 600_000);
    },
  );

  it.each([
    ["its own times", 0, 0],
    ["its whole life at most, for a writer whose clock is ahead", HOUR, 5],
  ])("gives a token %s if the store cannot tell the time left", async (_, offsetMs, extraMs) => {
    const { clock, memory } = world();
    const read = async (key: string) => {
      const entry = await memory.read(key);
      return typeof entry === "object" ? entry.sealed : entry;
    };
    const slot = tokenSlot({ ...clock, store: { ...memory, read }, baseUrl, credentials });
    const token = tokenOf("token", clock.now() - 5);
    await slot.write({
      ...token,
      issuedAt: token.issuedAt + offsetMs,
      expiresAt: token.expiresAt + offsetMs,
    });
    expect((await slot.read())?.token.expiresAt).toBe(token.expiresAt + extraMs);
  });

  it("never extends the life of a token, even if the store says that more is left", async () => {
    const { clock, memory } = world();
    const read = async (key: string) => {
      const entry = await memory.read(key);
      return typeof entry === "object" ? { ...entry, ttlMs: 10 * HOUR } : entry;
    };
    const slot = tokenSlot({ ...clock, store: { ...memory, read }, baseUrl, credentials });
    await slot.write(tokenOf("token", clock.now()));
    expect((await slot.read())?.token.expiresAt).toBe(clock.now() + HOUR);
  });
});

describe("tokenSlot: foreign entries", () => {
  const good = { value: "token", issuedAt: 1, expiresAt: 2 };

  async function readBack(text: string, name?: string) {
    const { memory, join } = world();
    const key = await keyOf(baseUrl, credentials);
    const sealed = name === "" ? text : await createCipher(credentials.apiSecret, name ?? key).encrypt(text);
    const entry: StoreEntry = { sealed, issuedAt: 1, ttlMs: HOUR };
    await memory.write(key, entry);
    return join().read();
  }

  it("reads a complete token", async () => {
    expect(await readBack(JSON.stringify(good))).toMatchObject({ token: { value: "token" } });
  });

  it.each([
    ["text in clear", JSON.stringify(good), ""],
    ["an entry that was copied from another place", JSON.stringify(good), "elsewhere"],
    ["text that is not JSON", "token", undefined],
    ["an array", "[]", undefined],
    ["a token without a value", JSON.stringify({ ...good, value: 1 }), undefined],
    ["a token without a time of issue", JSON.stringify({ ...good, issuedAt: "1" }), undefined],
    ["a token without an expiry", JSON.stringify({ ...good, expiresAt: null }), undefined],
  ])("ignores %s", async (_, text, name) => {
    expect(await readBack(text, name)).toBeUndefined();
  });
});
