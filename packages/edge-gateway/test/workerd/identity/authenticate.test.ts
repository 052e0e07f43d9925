import { beforeAll, describe, expect, test, vi } from "vitest";
import { type Authenticate, createAuthenticator } from "../../../src/identity/authenticate.ts";
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

const authenticateWith = (authorization: string) =>
  authenticate(new Request("https://gateway.example/", { headers: { authorization } }), undefined);
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
});
