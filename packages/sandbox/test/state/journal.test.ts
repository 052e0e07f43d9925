import { createHash } from "node:crypto";
import { inspect } from "node:util";
import { decodeJwt } from "jose";
import { expect, test } from "vitest";
import { createSandbox } from "../../src/index.ts";
import { createClient } from "../client.ts";
import { credentials } from "../forms/form.ts";

const sha256Start = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 16);

test("records every request with its outcome, account and token id", async () => {
  const sandbox = createSandbox({ credentials: [credentials], now: () => 1_800_000_000_123 });
  const client = createClient(sandbox);
  const token = await client.token();
  await client.balance(`Bearer ${token}`);
  await client.exchange({ apiKey: "a", apiSecret: "b" });
  await client.exchange({ apiKey: "a" });
  await client.exchange([]);
  await client.exchange({ apiKey: "a".repeat(70_000) });
  const token1 = { account: "account-1", tokenId: decodeJwt(token).jti, fingerprint: sha256Start(token) };
  const documented = { source: "documented", headers: { "content-type": "application/json" } };
  const invented = { ...documented, source: "invented" };
  const exchange = {
    at: 1_800_000_000_123,
    advancedSeconds: 0,
    durationMs: 0,
    method: "POST",
    path: "/business/auth",
    request: { headers: { "content-type": "application/json" } },
    response: documented,
  };
  expect(sandbox.journal()).toEqual([
    {
      ...exchange,
      ...{ id: 1, status: 200, outcome: "token issued", reason: "token is valid for 60 min", ...token1 },
    },
    {
      ...exchange,
      ...{ id: 2, method: "GET", path: "/business/balance", status: 200, outcome: "authorized", ...token1 },
      reason: "token is valid for 60 min",
      request: { headers: { authorization: `Bearer [token ${token1.fingerprint}]` } },
      response: { ...invented, headers: { ...documented.headers, "wakapay-sandbox": "invented" } },
    },
    { ...exchange, id: 3, status: 401, outcome: "invalid credentials", reason: "apiKey is unknown" },
    {
      ...exchange,
      ...{ id: 4, status: 400, outcome: "credentials missing", reason: "apiSecret is missing or empty" },
    },
    {
      ...exchange,
      ...{ id: 5, status: 400, outcome: "invalid payload", reason: "the body is not a JSON object" },
    },
    {
      ...exchange,
      ...{ id: 6, status: 413, outcome: "body rejected", reason: "the request body is too large" },
      response: { ...invented, headers: { ...documented.headers, "wakapay-sandbox": "invented" } },
    },
  ]);
  expect(sandbox.exchanges()).toBe(5);
});

test("returns copies that neither change nor can change the journal", async () => {
  const sandbox = createSandbox({ credentials: [credentials] });
  const before = sandbox.journal();
  await createClient(sandbox).exchange();
  expect(before).toEqual([]);
  Object.assign(sandbox.journal()[0] ?? {}, { outcome: "forged" });
  expect(sandbox.journal()).toMatchObject([{ outcome: "token issued" }]);
});

test("keeps the last 10,000 requests and counts every exchange", async () => {
  const sandbox = createSandbox({ credentials: [credentials] });
  const address = "https://api.test.wakapay.io/business/auth";
  await sandbox.fetch("https://api.test.wakapay.io/first");
  for (let sent = 0; sent < 10_001; sent += 1) await sandbox.fetch(address, { method: "POST" });
  expect(sandbox.journal()).toHaveLength(10_000);
  expect(sandbox.journal().every(({ path }) => path === "/business/auth")).toBe(true);
  expect(sandbox.exchanges()).toBe(10_001);
  expect(sandbox.journal().at(-1)?.id).toBe(10_002);
  sandbox.reset();
  expect([sandbox.journal(), sandbox.exchanges()]).toEqual([[], 0]);
  await sandbox.fetch(address, { method: "POST" });
  expect(sandbox.journal()).toMatchObject([{ id: 10_003 }]);
});

test("never shows a key, a secret, or a token, in any part of a request", async () => {
  const odd = { apiKey: "key with ünusual/characters", apiSecret: "secret?&#%20" };
  const sandbox = createSandbox({ credentials: [credentials, odd] });
  const client = createClient(sandbox);
  const token = await client.token();
  await client.balance(`Bearer ${token}`);
  await client.token(odd);
  await client.exchange({ apiKey: credentials.apiKey, apiSecret: "guess" });
  const secrets = [credentials.apiKey, credentials.apiSecret, odd.apiKey, odd.apiSecret, token];
  for (const secret of secrets) {
    for (const path of [
      secret,
      encodeURIComponent(secret),
      `${encodeURIComponent(secret)}/x`,
      `?key=${encodeURIComponent(secret)}`,
    ]) {
      await sandbox.fetch(`https://api.test.wakapay.io/business/${path}`);
    }
  }
  const headers = {
    Authorization: `Basic ${credentials.apiSecret}`,
    "User-Agent": `shop/1 ${credentials.apiKey}`,
    Cookie: "session=guess",
    "Idempotency-Key": `a ${token}`,
    "X-Secret": "guess",
  };
  await sandbox.fetch("https://api.test.wakapay.io/business/balance", { headers });
  await sandbox.fetch("https://api.test.wakapay.io/business/balance", { headers: { Authorization: token } });
  sandbox.fault({ redirect: `https://elsewhere.example/?key=${credentials.apiKey}`, times: 1 });
  await client.exchange();
  sandbox.rotate([{ apiKey: "another", apiSecret: "pair" }]);
  await sandbox.fetch(`https://api.test.wakapay.io/${credentials.apiSecret}`);

  const shown = [
    JSON.stringify([sandbox.journal(), sandbox.state(), sandbox.scenario()]),
    inspect(sandbox, { depth: Infinity, showHidden: true, getters: true }),
  ];
  for (const secret of [...secrets, "guess"]) {
    for (const spelling of [secret, encodeURIComponent(secret), encodeURI(secret)]) {
      for (const text of shown) expect(text).not.toContain(spelling);
    }
  }
  expect(sandbox.journal().at(-1)?.path).toBe("[redacted]");
});

const PERCENT = (text: string) =>
  [...text].map((character) => `%${character.charCodeAt(0).toString(16)}`).join("");

test.each<[string, (secret: string) => string]>([
  ["next to a percent sign", (secret) => `${PERCENT(secret)}%`],
  ["next to bytes that are not UTF-8", (secret) => `${PERCENT(secret)}%ff`],
  ["encoded twice", (secret) => encodeURIComponent(PERCENT(secret))],
  ["in capital letters", (secret) => secret.toUpperCase()],
])("hides a secret %s", async (_, spell) => {
  const sandbox = createSandbox({ credentials: [credentials] });
  const token = await createClient(sandbox).token();
  for (const secret of [credentials.apiKey, credentials.apiSecret, token]) {
    const headers = { "User-Agent": spell(secret) };
    await sandbox.fetch(`https://api.test.wakapay.io/business/${spell(secret)}`, { headers });
    expect(sandbox.journal().at(-1)).toMatchObject({
      path: "[redacted]",
      request: { headers: { "user-agent": "[hidden]" } },
    });
  }
});

test("hides the name of a header that contains a secret", async () => {
  const sandbox = createSandbox({ credentials: [{ apiKey: "Canary-Key", apiSecret: "Canary-Secret" }] });
  const headers = { "X-Canary-Secret": "1" };
  await sandbox.fetch("https://api.test.wakapay.io/business/balance", { headers });
  expect(sandbox.journal()[0]?.request.headers).toEqual({ "[hidden]": "[hidden]" });
});

test("truncates long names and values of headers", async () => {
  const sandbox = createSandbox({ credentials: [credentials] });
  const headers = { "User-Agent": "a".repeat(8_000), [`x-${"b".repeat(8_000)}`]: "1" };
  await sandbox.fetch("https://api.test.wakapay.io/business/balance", { headers });
  expect(sandbox.journal()[0]?.request.headers).toEqual({
    "user-agent": `${"a".repeat(256)}…`,
    [`x-${"b".repeat(254)}…`]: "[hidden]",
  });
});

test("truncates a long path", async () => {
  const sandbox = createSandbox({ credentials: [credentials] });
  await sandbox.fetch(`https://api.test.wakapay.io/${"a".repeat(5_000)}`);
  expect(sandbox.journal()[0]?.path).toBe(`/${"a".repeat(255)}…`);
});

test("shows a known route even if it contains a key", async () => {
  const sandbox = createSandbox({ credentials: [{ apiKey: "b", apiSecret: "balance" }] });
  await createClient(sandbox).balance();
  await sandbox.fetch("https://api.test.wakapay.io/business/balances");
  expect(sandbox.journal().map(({ path }) => path)).toEqual(["/business/balance", "[redacted]"]);
});
