import { beforeAll, describe, expect, test, vi } from "vitest";
import { type Authenticate, createAuthenticator } from "../../../src/identity/authenticate.ts";
import type { CredentialLog } from "../../../src/identity/credential-log.ts";
import { mintGatewayKey } from "../../../src/identity/gateway-key.ts";
import { readPolicy } from "../../../src/policy/policy.ts";

let keys: { readonly first: string; readonly second: string; readonly retired: string };
let authenticate: Authenticate;
beforeAll(async () => {
  const first = await mintGatewayKey("demo");
  const second = await mintGatewayKey("demo");
  const retired = await mintGatewayKey("demo");
  keys = { first: first.key, second: second.key, retired: retired.key };
  const routes = [{ methods: ["GET"], path: "/business/balance" }];
  const policy = readPolicy({ callers: { demo: { keys: [first.hash, second.hash], routes } } });
  if ("faults" in policy) throw new TypeError(policy.faults.join());
  authenticate = createAuthenticator(policy.callers);
});

const authenticateWith = (authorization: string, log: CredentialLog = {}) =>
  authenticate(new Request("https://gateway.example/", { headers: { authorization } }), undefined, log);
const KEY_REFUSED = { problem: "key_refused" };

describe("createAuthenticator", () => {
  test("accepts both active keys of a caller, and rejects a retired one", async () => {
    for (const key of [keys.first, keys.second, keys.first, keys.first]) {
      expect(await authenticateWith(`Bearer ${key}`)).toMatchObject({ name: "demo" });
      await expect(authenticateWith(`Bearer ${keys.retired}`)).rejects.toMatchObject(KEY_REFUSED);
    }
  });

  test("hashes neither a key that was just accepted nor a malformed one", async () => {
    await authenticateWith(`Bearer ${keys.first}`);
    const digest = vi.spyOn(crypto.subtle, "digest");
    await authenticateWith(`Bearer ${keys.first}`);
    await expect(authenticateWith(`Bearer ${keys.first}x`)).rejects.toMatchObject(KEY_REFUSED);
    await expect(authenticateWith("Bearer garbage")).rejects.toMatchObject(KEY_REFUSED);
    expect(digest).not.toHaveBeenCalled();
    digest.mockRestore();
  });

  test.each(["Bearer  ", "bearer    "])('accepts several spaces after the scheme: "%s"', async (scheme) => {
    expect(await authenticateWith(scheme + keys.first)).toMatchObject({ name: "demo" });
    await expect(authenticateWith(scheme + keys.retired)).rejects.toMatchObject(KEY_REFUSED);
  });

  test("accepts the scheme name in any letter case, and rejects other schemes", async () => {
    expect(await authenticateWith(`bearer ${keys.first}`)).toMatchObject({ name: "demo" });
    await expect(authenticateWith(`Basic ${keys.first}`)).rejects.toMatchObject(KEY_REFUSED);
  });

  test("treats a token as a wrong key if no caller has tokens", async () => {
    const token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJkZW1vIn0.";
    await expect(authenticateWith(`Bearer ${token}`)).rejects.toMatchObject(KEY_REFUSED);
  });

  test.each<[string, (valid: string) => string, string]>([
    ["key unknown", () => keys.retired, "[0-9a-f]{8}"],
    ["key malformed", (valid) => `${valid}x`, "undefined"],
    ["key malformed", () => "garbage", "undefined"],
  ])("logs why a key is refused: %s", async (refused, keyFrom, keyId) => {
    const log: CredentialLog = {};
    await expect(authenticateWith(`Bearer ${keyFrom(keys.first)}`, log)).rejects.toMatchObject(KEY_REFUSED);
    expect(log.refused).toBe(refused);
    expect(log.caller).toBeUndefined();
    expect(String(log.keyId)).toMatch(new RegExp(`^${keyId}$`));
  });
});

describe("a key with an expiry date", () => {
  const EXPIRES = "2027-03-31";
  const AFTER = Date.parse("2027-04-01T00:00:00Z");

  async function gatewayAt(clock: { now: number }) {
    const { key, keyId, hash } = await mintGatewayKey("demo");
    const routes = [{ methods: ["GET"], path: "/business/balance" }];
    const policy = readPolicy({ callers: { demo: { keys: [{ hash, expires: EXPIRES }], routes } } });
    if ("faults" in policy) throw new TypeError(policy.faults.join());
    const authenticate = createAuthenticator(policy.callers, { now: () => clock.now });
    const call = (log: CredentialLog, bearer = key) => {
      const headers = { authorization: `Bearer ${bearer}` };
      return authenticate(new Request("https://gateway.example/", { headers }), undefined, log);
    };
    return { call, keyId };
  }

  test("works until the last millisecond of the day in UTC", async () => {
    const clock = { now: AFTER - 1 };
    const { call, keyId } = await gatewayAt(clock);
    const log: CredentialLog = {};
    expect(await call(log)).toMatchObject({ name: "demo" });
    expect(log).toEqual({ caller: "demo", credential: "key", keyId });
    clock.now = AFTER;
    await expect(call({})).rejects.toMatchObject(KEY_REFUSED);
  });

  test("gets the same problem as a wrong key, hashes as often, and is logged as expired", async () => {
    const { call, keyId } = await gatewayAt({ now: AFTER });
    const digest = vi.spyOn(crypto.subtle, "digest");
    const compare = vi.spyOn(crypto.subtle, "timingSafeEqual");
    const log: CredentialLog = {};
    const expired = await call(log).catch((error) => error);
    const costOfExpired = [digest.mock.calls.length, compare.mock.calls.length];
    const wrong = await call({}, keys.retired).catch((error) => error);
    const costOfBoth = [digest.mock.calls.length, compare.mock.calls.length];
    expect(costOfBoth).toEqual(costOfExpired.map((count) => 2 * count));
    vi.restoreAllMocks();
    expect(Object(expired)).toEqual(Object(wrong));
    expect(expired.message).toBe(wrong.message);
    expect(log).toEqual({ caller: "demo", credential: "key", keyId, refused: "key expired" });
  });
});
