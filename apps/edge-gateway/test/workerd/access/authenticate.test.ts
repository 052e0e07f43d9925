import { beforeAll, expect, test, vi } from "vitest";
import { identifier } from "../../../src/access/authenticate.ts";
import { mintGatewayKey } from "../../../src/access/gateway-key.ts";
import { readPolicy } from "../../../src/access/policy.ts";

const keys = { first: "", second: "", retired: "" };
let identify: ReturnType<typeof identifier>;
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
  identify = identifier(policy.callers);
});

const withKey = (key: string) =>
  new Request("https://gateway.example/", { headers: { authorization: `Bearer ${key}` } });

test("both active keys of a caller are its own, in any order, and a retired one never is", async () => {
  for (const key of [keys.first, keys.second, keys.first, keys.first]) {
    expect(await identify(withKey(key), undefined)).toMatchObject({ name: "demo" });
    await expect(identify(withKey(keys.retired), undefined)).rejects.toMatchObject({
      problem: "key_refused",
    });
  }
});

test("a key that its caller proved is not hashed again; garbage is never hashed", async () => {
  await identify(withKey(keys.first), undefined);
  const digest = vi.spyOn(crypto.subtle, "digest");
  await identify(withKey(keys.first), undefined);
  await expect(identify(withKey(`${keys.first}x`), undefined)).rejects.toMatchObject({
    problem: "key_refused",
  });
  await expect(identify(withKey("garbage"), undefined)).rejects.toMatchObject({ problem: "key_refused" });
  expect(digest).not.toHaveBeenCalled();
  digest.mockRestore();
});

test("the scheme's name has any letter case, and other schemes are wrong credentials", async () => {
  const lower = new Request("https://gateway.example/", {
    headers: { authorization: `bearer ${keys.first}` },
  });
  expect(await identify(lower, undefined)).toMatchObject({ name: "demo" });
  const basic = new Request("https://gateway.example/", {
    headers: { authorization: `Basic ${keys.first}` },
  });
  await expect(identify(basic, undefined)).rejects.toMatchObject({ problem: "key_refused" });
});
