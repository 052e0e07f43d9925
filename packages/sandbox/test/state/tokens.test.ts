import { decodeJwt, decodeProtectedHeader } from "jose";
import { expect, test } from "vitest";
import { createSandbox } from "../../src/index.ts";
import { createClient } from "../client.ts";
import { credentials } from "../forms/form.ts";

const START = 1_800_000_000_000;

/** Creates a sandbox with a clock that the test moves. */
function createClocked(
  settings: { lifetimeSeconds?: number; singleLiveToken?: boolean } = {},
  start = START,
) {
  const clock = { at: start };
  const sandbox = createSandbox({ credentials: [credentials], now: () => clock.at, ...settings });
  const client = createClient(sandbox);
  const statusOf = async (token: string) => (await client.balance(`Bearer ${token}`)).status;
  return { clock, sandbox, client, statusOf };
}

test("issues an HS256 JWT with sub, iat, exp and jti", async () => {
  const token = await createClocked({ lifetimeSeconds: 90 }, START + 999).client.token();
  expect(decodeProtectedHeader(token)).toEqual({ alg: "HS256", typ: "JWT" });
  expect(decodeJwt(token)).toEqual({
    sub: "account-1",
    iat: START / 1000,
    exp: START / 1000 + 90,
    jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});

test("issues different tokens within one second", async () => {
  const { client } = createClocked();
  const tokens = await Promise.all(Array.from({ length: 100 }, () => client.token()));
  expect(new Set(tokens).size).toBe(100);
  expect(new Set(tokens.map((token) => decodeJwt(token).jti)).size).toBe(100);
});

test.each([0, 1, 999])("expires exactly after expiresIn if issued %i ms into a second", async (fraction) => {
  const { clock, client, statusOf } = createClocked({ lifetimeSeconds: 10 }, START + fraction);
  const token = await client.token();
  clock.at += 9_999;
  expect(await statusOf(token)).toBe(200);
  clock.at += 1;
  expect(await statusOf(token)).toBe(401);
});

test("tells expired tokens from revoked ones, even after later exchanges", async () => {
  const { clock, sandbox, client, statusOf } = createClocked({ lifetimeSeconds: 10 });
  const expired = await client.token();
  clock.at += 10_000;
  const revoked = await client.token();
  sandbox.revoke(revoked);
  expect([await statusOf(expired), await statusOf(revoked)]).toEqual([401, 401]);
  const calls = sandbox.journal().slice(-2);
  expect(calls.map(({ outcome }) => outcome)).toEqual(["expired token", "revoked token"]);
  expect(calls.map(({ tokenId }) => tokenId)).toEqual([decodeJwt(expired).jti, decodeJwt(revoked).jti]);
});

test("keeps earlier tokens valid after an exchange", async () => {
  const { client, statusOf } = createClocked();
  const [first, second] = [await client.token(), await client.token()];
  expect([await statusOf(first), await statusOf(second)]).toEqual([200, 200]);
});

test("revokes only the account's earlier tokens if singleLiveToken is set", async () => {
  const other = { apiKey: "key-of-another", apiSecret: "secret-of-another" };
  const { sandbox, client, statusOf } = createClocked({ singleLiveToken: true });
  sandbox.rotate([credentials, other]);
  const [others, first, second] = [await client.token(other), await client.token(), await client.token()];
  expect([await statusOf(others), await statusOf(first), await statusOf(second)]).toEqual([200, 401, 200]);
});

test("leaves one live token after concurrent exchanges with singleLiveToken", async () => {
  const { sandbox, client } = createClocked({ singleLiveToken: true });
  await Promise.all(Array.from({ length: 20 }, () => client.exchange()));
  expect(sandbox.revoke()).toBe(1);
});

test("returns how many live tokens were revoked", async () => {
  const { clock, sandbox, client, statusOf } = createClocked({ lifetimeSeconds: 100 });
  const lasting = await client.token();
  sandbox.configure({ lifetimeSeconds: 10 });
  const short = await client.token();
  clock.at += 10_000;
  expect(sandbox.revoke(short)).toBe(0);
  const [second] = [await client.token(), await client.token()];
  expect(sandbox.revoke(second)).toBe(1);
  expect(sandbox.revoke(second)).toBe(0);
  expect(sandbox.revoke("an unknown token")).toBe(0);
  expect(sandbox.revoke()).toBe(2);
  expect(sandbox.revoke()).toBe(0);
  expect(await statusOf(lasting)).toBe(401);
});
