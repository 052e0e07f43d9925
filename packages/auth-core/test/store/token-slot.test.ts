import { describe, expect, it } from "vitest";
import type { StoreEntry, TokenStore } from "../../src/index.ts";
import { createCipher, memoryStore, tokenSlot } from "../../src/layers.ts";
import { storeKey } from "../../src/store/store-key.ts";
import { fakeClock, findSecrets } from "../../src/testing/index.ts";
import { tokenOf } from "../support/fake-source.ts";

const baseUrl = "https://api.test.wakapay.io";
const credentials = { apiKey: "key-of-the-fleet", apiSecret: "secret-of-the-fleet" };
const HOUR = 3_600_000;

function world() {
  const clock = fakeClock();
  const calls: unknown[][] = [];
  const memory = memoryStore(clock);
  const seen =
    <A extends unknown[], T>(method: (...call: A) => Promise<T>) =>
    (...call: A) => {
      calls.push(call);
      return method(...call);
    };
  const store: TokenStore = {
    read: seen(memory.read),
    write: seen(memory.write),
    lock: seen(memory.lock),
    unlock: seen(memory.unlock),
  };
  const join = (pair = credentials, url = baseUrl) =>
    tokenSlot({ ...clock, store, credentials: pair, baseUrl: url });
  return { clock, calls, memory, join };
}

describe("tokenSlot: one pair's token in a fleet's store", () => {
  it("is read by another process with all that belongs to it, and nothing else", async () => {
    const { clock, join } = world();
    const token = { ...tokenOf("token", clock.now()), replacements: 2, fingerprint: "f" };
    await join().write(token);
    expect((await join().read())?.token).toEqual(token);
    await join().write(tokenOf("plain", clock.now()));
    expect((await join().read())?.token).toEqual(tokenOf("plain", clock.now()));
  });

  it("shows the store derived names, ciphertext and the time of issue, and no secret", async () => {
    const { clock, calls, join } = world();
    const stored = join();
    await stored.lock("owner", 1_000);
    await stored.write(tokenOf("the-token-itself", clock.now()));
    const found = await stored.read();
    await stored.write(tokenOf("the-token-itself", clock.now()), found);
    await stored.unlock("owner");
    const secrets = ["the-token-itself", credentials.apiKey, credentials.apiSecret, "wakapay.io"];
    expect(findSecrets(calls, secrets)).toEqual([]);
    expect(JSON.stringify(calls.map((call) => call[1]))).toContain(`"issuedAt":${clock.now()}`);
    expect(new Set(calls.map(([key]) => key)).size).toBe(1);
  });

  it("is kept for what is left of its life", async () => {
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
  ])("is not found with another %s, nor is its lock", async (_, pair, url) => {
    const { clock, join } = world();
    await join().write(tokenOf("token", clock.now()));
    await join().lock("owner", 1_000);
    expect(await join(pair, url).read()).toBeUndefined();
    expect(await join(pair, url).lock("another", 1_000)).toBe(true);
  });

  it("is the same place whether or not the base URL ends with a slash", async () => {
    const { clock, join } = world();
    await join().write(tokenOf("token", clock.now()));
    expect(await join(credentials, `${baseUrl}/`).read()).toBeDefined();
  });

  it("lets the refused entry be replaced by one issued earlier, and only that", async () => {
    const { clock, join } = world();
    const stored = join();
    await stored.write(tokenOf("later", clock.now()));
    const refused = await stored.read();
    await stored.write(tokenOf("earlier", clock.now() - 1));
    expect((await stored.read())?.token.value).toBe("later");
    await stored.write(tokenOf("earlier", clock.now() - 1), refused);
    expect((await stored.read())?.token.value).toBe("earlier");
    await stored.write(tokenOf("earliest", clock.now() - 2), refused);
    expect((await stored.read())?.token.value).toBe("earlier");
  });

  it("gives the lock to one process", async () => {
    const { join } = world();
    expect(await join().lock("one", 1_000)).toBe(true);
    expect(await join().lock("two", 1_000)).toBe(false);
    await join().unlock("one");
    expect(await join().lock("two", 1_000)).toBe(true);
  });
});

describe("tokenSlot: what is no token of ours is nothing", () => {
  async function left(text: string, seal = true) {
    const { memory, join } = world();
    const key = await storeKey(baseUrl, credentials);
    const sealed = seal ? await createCipher(credentials.apiSecret, key).encrypt(text) : text;
    const entry: StoreEntry = { sealed, issuedAt: 1, ttlMs: HOUR };
    await memory.write(key, entry);
    return join().read();
  }
  const good = { value: "token", issuedAt: 1, expiresAt: 2 };

  it("opens what is whole", async () => {
    expect(await left(JSON.stringify(good))).toMatchObject({ token: good });
  });

  it.each([
    ["text in clear", JSON.stringify(good), false],
    ["no JSON", "token", true],
    ["an array", "[]", true],
    ["no value", JSON.stringify({ ...good, value: 1 }), true],
    ["no time of issue", JSON.stringify({ ...good, issuedAt: "1" }), true],
    ["no end", JSON.stringify({ ...good, expiresAt: null }), true],
  ])("does not take %s", async (_, text, seal) => {
    expect(await left(text, seal)).toBeUndefined();
  });

  it("does not take the entry of another place, copied", async () => {
    const { memory, join } = world();
    const elsewhere = await createCipher(credentials.apiSecret, "elsewhere").encrypt(JSON.stringify(good));
    await memory.write(await storeKey(baseUrl, credentials), { sealed: elsewhere, issuedAt: 1, ttlMs: HOUR });
    expect(await join().read()).toBeUndefined();
  });

  it("takes null, which some clients give for nothing, for nothing", async () => {
    const store = JSON.parse('{"read":null}');
    store.read = async () => null;
    expect(await tokenSlot({ store, credentials, baseUrl }).read()).toBeUndefined();
  });
});
