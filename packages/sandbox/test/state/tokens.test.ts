import { decodeJwt, decodeProtectedHeader } from "jose";
import { expect, test } from "vitest";
import { createSandbox } from "../../src/index.ts";
import { createClient } from "../client.ts";
import { credentials } from "../forms/form.ts";

const START = 1_800_000_000_000;

/** A sandbox whose clock the test moves. */
function clocked(settings: { lifetimeSeconds?: number; singleLiveToken?: boolean } = {}, start = START) {
  const clock = { at: start };
  const sandbox = createSandbox({ credentials: [credentials], now: () => clock.at, ...settings });
  const client = createClient(sandbox);
  const statusOf = async (token: string) => (await client.balance(`Bearer ${token}`)).status;
  return { clock, sandbox, client, statusOf };
}

test("a token is a JWT of HS256 that says whose it is, and when it was issued and ends", async () => {
  const token = await clocked({ lifetimeSeconds: 90 }, START + 999).client.token();
  expect(decodeProtectedHeader(token)).toEqual({ alg: "HS256", typ: "JWT" });
  expect(decodeJwt(token)).toEqual({
    sub: "account-1",
    iat: START / 1000,
    exp: START / 1000 + 90,
    jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});

test("a hundred tokens of one second are all different", async () => {
  const { client } = clocked();
  const tokens = await Promise.all(Array.from({ length: 100 }, () => client.token()));
  expect(new Set(tokens).size).toBe(100);
  expect(new Set(tokens.map((token) => decodeJwt(token).jti)).size).toBe(100);
});

test.each([0, 1, 999])(
  "a token issued %i ms into a second lasts expiresIn to the millisecond",
  async (fraction) => {
    const { clock, client, statusOf } = clocked({ lifetimeSeconds: 10 }, START + fraction);
    const token = await client.token();
    clock.at += 9_999;
    expect(await statusOf(token)).toBe(200);
    clock.at += 1;
    expect(await statusOf(token)).toBe(401);
  },
);

test("a token that ended is called expired, also after later exchanges, and a revoked one revoked", async () => {
  const { clock, sandbox, client, statusOf } = clocked({ lifetimeSeconds: 10 });
  const expired = await client.token();
  clock.at += 10_000;
  const revoked = await client.token();
  sandbox.revoke(revoked);
  expect([await statusOf(expired), await statusOf(revoked)]).toEqual([401, 401]);
  const calls = sandbox.journal().slice(-2);
  expect(calls.map(({ outcome }) => outcome)).toEqual(["expired token", "revoked token"]);
  expect(calls.map(({ tokenId }) => tokenId)).toEqual([decodeJwt(expired).jti, decodeJwt(revoked).jti]);
});

test("earlier tokens stay good after an exchange", async () => {
  const { client, statusOf } = clocked();
  const [first, second] = [await client.token(), await client.token()];
  expect([await statusOf(first), await statusOf(second)]).toEqual([200, 200]);
});

test("with singleLiveToken an exchange ends the account's earlier tokens, and nobody else's", async () => {
  const other = { apiKey: "key-of-another", apiSecret: "secret-of-another" };
  const { sandbox, client, statusOf } = clocked({ singleLiveToken: true });
  sandbox.rotate([credentials, other]);
  const [others, first, second] = [await client.token(other), await client.token(), await client.token()];
  expect([await statusOf(others), await statusOf(first), await statusOf(second)]).toEqual([200, 401, 200]);
});

test("with singleLiveToken exactly one of many concurrent exchanges leaves a live token", async () => {
  const { sandbox, client } = clocked({ singleLiveToken: true });
  await Promise.all(Array.from({ length: 20 }, () => client.exchange()));
  expect(sandbox.revoke()).toBe(1);
});

test("revoking says how many live tokens it ended, once", async () => {
  const { clock, sandbox, client, statusOf } = clocked({ lifetimeSeconds: 100 });
  const lasting = await client.token();
  sandbox.configure({ lifetimeSeconds: 10 });
  const short = await client.token();
  clock.at += 10_000;
  expect(sandbox.revoke(short)).toBe(0);
  const [second] = [await client.token(), await client.token()];
  expect(sandbox.revoke(second)).toBe(1);
  expect(sandbox.revoke(second)).toBe(0);
  expect(sandbox.revoke("no token of ours")).toBe(0);
  expect(sandbox.revoke()).toBe(2);
  expect(sandbox.revoke()).toBe(0);
  expect(await statusOf(lasting)).toBe(401);
});
