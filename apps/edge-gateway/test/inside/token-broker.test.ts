import { evictDurableObject, reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { createSandbox, type Sandbox } from "@wakapay/sandbox";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { BrokerAnswer } from "../../src/broker-answer.ts";
import type { TokenBroker } from "../../src/token-broker.ts";

const CREDENTIALS = { apiKey: "key-of-the-inside-tests", apiSecret: "canary-secret-of-the-inside-tests" };

let sandbox: Sandbox;
let broker: DurableObjectStub<TokenBroker>;
beforeEach(() => {
  sandbox = createSandbox({ credentials: [CREDENTIALS] });
  vi.stubGlobal("fetch", sandbox.fetch);
  if (env.TOKEN_BROKER === undefined) throw new TypeError("no binding");
  broker = env.TOKEN_BROKER.getByName("tests");
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await reset();
});

function tokenOf(answer: BrokerAnswer) {
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.token;
}

test("an evicted broker keeps its token", async () => {
  const first = tokenOf(await broker.token());
  await evictDurableObject(broker);
  expect(tokenOf(await broker.token())).toEqual(first);
  expect(sandbox.exchanges()).toBe(1);
});

test("what the broker stores holds neither the token nor the secret", async () => {
  const { value } = tokenOf(await broker.token());
  const stored = await runInDurableObject(broker, async (_, { storage }) => [...(await storage.list())]);
  expect(stored).toHaveLength(1);
  const text = stored
    .map(
      ([name, entry]) =>
        name + (entry instanceof Uint8Array ? new TextDecoder("latin1").decode(entry) : String(entry)),
    )
    .join();
  expect(text).not.toContain(value);
  expect(text).not.toContain(value.slice(0, 20));
  expect(text).not.toContain(CREDENTIALS.apiSecret);
});

test("a caller that names a refused token gets another, and fifty at once make one exchange", async () => {
  const rejected = tokenOf(await broker.token());
  const answers = await Promise.all(Array.from({ length: 50 }, () => broker.token({ rejected })));
  const values = new Set(answers.map((answer) => tokenOf(answer).value));
  expect(values.size).toBe(1);
  expect(values).not.toContain(rejected.value);
  expect(sandbox.exchanges()).toBe(2);
});

test("rejected credentials come back as plain data, and the next hundred calls make no exchange", async () => {
  sandbox.rotate([{ ...CREDENTIALS, apiSecret: "another" }]);
  for (let call = 0; call < 100; call += 1) {
    expect(await broker.token()).toMatchObject({
      ok: false,
      error: { code: "credentials_rejected", status: 401 },
    });
  }
  expect(sandbox.exchanges()).toBe(1);
});
