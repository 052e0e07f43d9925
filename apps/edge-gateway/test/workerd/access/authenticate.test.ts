import { beforeAll, expect, test, vi } from "vitest";
import { createAuthenticator } from "../../../src/access/authenticate.ts";
import { mintGatewayKey } from "../../../src/access/gateway-key.ts";
import { readPolicy } from "../../../src/access/policy.ts";

const keys = { first: "", second: "", retired: "" };
let authenticate: ReturnType<typeof createAuthenticator>;
beforeAll(async () => {
  const [first, second, retired] = [
    await mintGatewayKey("demo"),
    await mintGatewayKey("demo"),
    await mintGatewayKey("demo"),
  ];
  Object.assign(keys, { first: first.key, second: second.key, retired: retired.key });
  const routes = [{ methods: ["GET"], path: "/business/balance" }];
  const policy = readPolicy({ callers: { demo: { keys: [first.hash, second.hash], routes } } });
  if (!("callers" in policy)) throw new TypeError(policy.faults.join());
  authenticate = createAuthenticator(policy.callers);
});

const withKey = (key: string) =>
  new Request("https://gateway.example/", { headers: { authorization: `Bearer ${key}` } });

test("both active keys of a caller are its own, in any order, and a retired one never is", async () => {
  for (const key of [keys.first, keys.second, keys.first, keys.first]) {
    expect(await authenticate(withKey(key), undefined)).toMatchObject({ name: "demo" });
    await expect(authenticate(withKey(keys.retired), undefined)).rejects.toMatchObject({
      problem: "key_refused",
    });
  }
});

test("a key that its caller proved is not hashed again; garbage is never hashed", async () => {
  await authenticate(withKey(keys.first), undefined);
  const digest = vi.spyOn(crypto.subtle, "digest");
  await authenticate(withKey(keys.first), undefined);
  await expect(authenticate(withKey(`${keys.first}x`), undefined)).rejects.toMatchObject({
    problem: "key_refused",
  });
  await expect(authenticate(withKey("garbage"), undefined)).rejects.toMatchObject({ problem: "key_refused" });
  expect(digest).not.toHaveBeenCalled();
  digest.mockRestore();
});

test("the scheme's name has any letter case, and other schemes are wrong credentials", async () => {
  const lower = new Request("https://gateway.example/", {
    headers: { authorization: `bearer ${keys.first}` },
  });
  expect(await authenticate(lower, undefined)).toMatchObject({ name: "demo" });
  const basic = new Request("https://gateway.example/", {
    headers: { authorization: `Basic ${keys.first}` },
  });
  await expect(authenticate(basic, undefined)).rejects.toMatchObject({ problem: "key_refused" });
});
