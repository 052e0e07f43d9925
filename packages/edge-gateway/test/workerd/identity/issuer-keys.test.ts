import { afterEach, describe, expect, test, vi } from "vitest";
import { createKeyFinder } from "../../../src/identity/issuer-keys.ts";
import type { KeySource } from "../../../src/policy/token-rule.ts";
import { testIssuer } from "./test-issuer.ts";

const ISSUER = "https://issuer.example";
const DISCOVERY = `${ISSUER}/.well-known/openid-configuration`;
const KEYS = "https://keys.issuer.example/jwks";
const MINUTE_MS = 60_000;
const { jwk: first } = await testIssuer("key-1");
const { jwk: second } = await testIssuer("key-2");

const errors = vi.spyOn(console, "error").mockImplementation(() => {});
afterEach(() => errors.mockClear());
const reasons = () => errors.mock.calls.map(([line]) => JSON.parse(line).reason);

/** An issuer whose documents a test can change, and the requests that it received. */
function remoteIssuer(source: KeySource = { from: "discovery" }) {
  const clock = { now: 1_800_000_000_000 };
  const documents: Record<string, () => Response | Promise<Response>> = {
    [DISCOVERY]: () => Response.json({ issuer: ISSUER, jwks_uri: KEYS }),
    [KEYS]: () => Response.json({ keys: [first] }),
  };
  const requests: string[] = [];
  const backgroundWork: Promise<unknown>[] = [];
  const findKey = createKeyFinder(ISSUER, source, {
    now: () => clock.now,
    background: (work) => void backgroundWork.push(work),
    async fetch(input, init) {
      const url = String(input);
      requests.push(url);
      expect(init?.redirect).toBe("manual");
      return (await documents[url]?.()) ?? new Response(null, { status: 404 });
    },
  });
  return { clock, documents, requests, backgroundWork, findKey };
}

describe("createKeyFinder", () => {
  test("gets the keys by the issuer's discovery, once", async () => {
    const { findKey, requests, clock } = remoteIssuer();
    expect(await findKey("key-1", "ES256")).toMatchObject({ kid: "key-1" });
    clock.now += 59 * MINUTE_MS;
    expect(await findKey("key-1", "ES256")).toMatchObject({ kid: "key-1" });
    expect(requests).toEqual([DISCOVERY, KEYS]);
  });

  test("gets the keys from an address without discovery", async () => {
    const { findKey, requests } = remoteIssuer({ from: "url", url: KEYS });
    expect(await findKey("key-1", "ES256")).toMatchObject({ kid: "key-1" });
    expect(requests).toEqual([KEYS]);
  });

  test("gets them again for an unknown ID, at most once a minute, also in a flood", async () => {
    const { findKey, requests, clock, documents } = remoteIssuer({ from: "url", url: KEYS });
    await findKey("key-1", "ES256");
    for (let at = 0; at < 1_000; at += 1) expect(await findKey(`bad-${at}`, "ES256")).toBeUndefined();
    clock.now += MINUTE_MS - 1;
    expect(await findKey("key-2", "ES256")).toBeUndefined();
    expect(requests).toHaveLength(1);
    documents[KEYS] = () => Response.json({ keys: [first, second] });
    clock.now += 1;
    const found = await Promise.all(Array.from({ length: 40 }, () => findKey("key-2", "ES256")));
    expect(found.map((key) => key?.kid)).toEqual(Array.from({ length: 40 }, () => "key-2"));
    expect(requests).toHaveLength(2);
  });

  test("shares the first load among the requests of the isolate", async () => {
    const { findKey, requests } = remoteIssuer();
    const found = await Promise.all(Array.from({ length: 40 }, () => findKey("key-1", "ES256")));
    expect(found.every((key) => key?.kid === "key-1")).toBe(true);
    expect(requests).toEqual([DISCOVERY, KEYS]);
  });

  test("still uses known keys if the issuer cannot be reached", async () => {
    const { findKey, clock, documents, backgroundWork } = remoteIssuer();
    await findKey("key-1", "ES256");
    documents[DISCOVERY] = () => Promise.reject(new TypeError("canary"));
    for (let hour = 0; hour < 3; hour += 1) {
      clock.now += 60 * MINUTE_MS;
      expect(await findKey("key-1", "ES256")).toMatchObject({ kid: "key-1" });
      expect(await findKey("key-2", "ES256")).toBeUndefined();
      await Promise.all(backgroundWork);
    }
    expect(reasons()).toEqual(Array(3).fill("the connection failed"));
    expect(JSON.stringify(errors.mock.calls)).not.toMatch(/canary|key-/);
  });

  test("forgets a removed key within an hour of its use", async () => {
    const { findKey, clock, documents, backgroundWork } = remoteIssuer();
    await findKey("key-1", "ES256");
    documents[KEYS] = () => Response.json({ keys: [second] });
    clock.now += 60 * MINUTE_MS;
    expect(await findKey("key-1", "ES256")).toMatchObject({ kid: "key-1" });
    await Promise.all(backgroundWork);
    expect(await findKey("key-1", "ES256")).toBeUndefined();
    expect(await findKey("key-2", "ES256")).toMatchObject({ kid: "key-2" });
  });

  test("says that the call can be retried if no key was ever loaded", async () => {
    const { findKey, clock, documents, requests } = remoteIssuer();
    const unreachable = {
      problem: "issuer_unreachable",
      headers: { "retry-after": "5" },
      message: expect.stringContaining("safe to retry"),
    };
    const { [DISCOVERY]: works = () => Response.error() } = documents;
    documents[DISCOVERY] = () => new Response(null, { status: 500 });
    await expect(findKey("key-1", "ES256")).rejects.toMatchObject(unreachable);
    clock.now += 4_999;
    await expect(findKey("key-1", "ES256")).rejects.toMatchObject(unreachable);
    expect(requests).toHaveLength(1);
    documents[DISCOVERY] = works;
    clock.now += 1;
    expect(await findKey("key-1", "ES256")).toMatchObject({ kid: "key-1" });
  });

  test("loads again after a load that never ended", async () => {
    const { findKey, clock, documents } = remoteIssuer({ from: "url", url: KEYS });
    const { [KEYS]: works = () => Response.error() } = documents;
    documents[KEYS] = () => new Promise(() => {});
    void findKey("key-1", "ES256").catch(() => {});
    documents[KEYS] = works;
    clock.now += 5_000;
    expect(await findKey("key-1", "ES256")).toMatchObject({ kid: "key-1" });
  });

  const largeKeys = JSON.stringify({ keys: [first], more: "x".repeat(131_072) });
  test.each<[string, string, () => Response]>([
    ["the response has status 302", DISCOVERY, () => Response.redirect("https://other.example", 302)],
    ["the response has status 404", KEYS, () => new Response("no", { status: 404 })],
    ["the response is not JSON", DISCOVERY, () => new Response("<html>")],
    ["the response is larger than 128 KiB", KEYS, () => new Response(largeKeys)],
    [
      "the discovery document is of another issuer",
      DISCOVERY,
      () => Response.json({ issuer: `${ISSUER}/`, jwks_uri: KEYS }),
    ],
    [
      "the discovery document has no issuer or jwks_uri",
      DISCOVERY,
      () => Response.json({ issuer: ISSUER, jwks_uri: 7 }),
    ],
    [
      "the address must use https",
      DISCOVERY,
      () => Response.json({ issuer: ISSUER, jwks_uri: KEYS.replace("https", "http") }),
    ],
    ["the key set contains no usable key", KEYS, () => Response.json({ keys: [] })],
    ["the key set contains no usable key", KEYS, () => Response.json({ keys: { ...first } })],
    [
      "the key set contains no usable key",
      KEYS,
      () =>
        Response.json({
          keys: [
            { kty: "oct", kid: "key-1", k: "c2VjcmV0" },
            { ...first, kid: undefined },
            { ...first, use: "enc" },
            { ...first, alg: "ES384" },
            { ...first, key_ops: ["sign"] },
            7,
          ],
        }),
    ],
  ])("logs: %s", async (reason, url, respond) => {
    const { findKey, documents } = remoteIssuer();
    documents[url] = respond;
    await expect(findKey("key-1", "ES256")).rejects.toMatchObject({ problem: "issuer_unreachable" });
    expect(errors.mock.calls.map(([line]) => JSON.parse(line))).toEqual([
      { event: "issuer_unreachable", issuer: ISSUER, reason },
    ]);
  });

  test("does not find a key of another algorithm, or an inherited property", async () => {
    const { findKey } = remoteIssuer();
    expect(await findKey("key-1", "RS256")).toBeUndefined();
    for (const kid of ["__proto__", "constructor", "../../etc/passwd", "' OR 1=1 --"])
      expect(await findKey(kid, "ES256")).toBeUndefined();
  });
});
