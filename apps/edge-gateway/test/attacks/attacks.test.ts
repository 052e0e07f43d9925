import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Expected } from "./attack.ts";
import { attackClasses } from "./attack-classes.ts";
import { type AttackedGateway, startAttackedGateway } from "./attacked-gateway.ts";
import { describeAttacks, sendsOf } from "./describe-attacks.ts";

/** What the gateway must not print: credentials, what attackers sent, tokens, and gateway keys. */
const SECRETS = /canary|eyJ|wgk_\w{9}/i;

let shared: AttackedGateway;
beforeAll(async () => {
  shared = await startAttackedGateway();
});
afterAll(async () => {
  expect(await shared.close()).not.toMatch(SECRETS);
});
beforeEach(() => {
  shared.upstream.sandbox.reset();
  shared.upstream.respondWith(undefined);
});

describe.each(attackClasses)("$title", ({ attacks = [], scenarios = [] }) => {
  test.each(byName(attacks))("%s", async (_, { request, more, upstream, before, expected, check }) => {
    const { received } = shared.upstream;
    const receivedBefore = received.length;
    shared.upstream.respondWith(upstream);
    before?.(shared);
    const response = await shared.send(typeof request === "function" ? request(shared) : request, more);
    const sent = received.slice(receivedBefore);

    expect(response.status, response.text).toBe(expected.status);
    expectCommonHeaders(response.headers, expected);
    expect(sent, "requests that WakaPay received").toHaveLength(sendsOf(expected));
    for (const { headers } of sent) expect(headers.get("authorization")).toMatch(/^Bearer eyJ[\w.-]+$/);
    expect(response.text, "the response contains no token or secret").not.toMatch(
      /eyJ|canary-(?:key|secret)/,
    );
    if (expected.problem !== undefined && response.body !== "") {
      expect(JSON.parse(response.body)).toMatchObject({
        type: `urn:wakapay-gateway:problem:${expected.problem}`,
        status: expected.status,
        requestId: response.headers.get("x-request-id"),
      });
    }
    check?.({ gateway: shared, response, sent });
  });

  test.each(byName(scenarios))("%s", async (_, { variables, run }) => {
    const gateway = await startAttackedGateway(variables);
    await run(gateway).finally(async () => expect(await gateway.close()).not.toMatch(SECRETS));
  });
});

test("covers at least five attacks of each of the 19 classes", () => {
  expect(attackClasses).toHaveLength(19);
  for (const { title, attacks = [], scenarios = [] } of attackClasses) {
    expect(attacks.length + scenarios.length, title).toBeGreaterThanOrEqual(5);
  }
});

test("gives every attack a unique name of at most 80 characters", () => {
  for (const { attacks = [], scenarios = [] } of attackClasses) {
    const names = [...attacks, ...scenarios].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => name.length > 80)).toEqual([]);
  }
});

test("generates README.md from the attacks", async () => {
  await expect(describeAttacks(attackClasses)).toMatchFileSnapshot("./README.md");
});

/** Pairs attacks with their names. Vitest truncates `$name` but not `%s`. */
function byName<T extends { readonly name: string }>(attacks: readonly T[]): [name: string, attack: T][] {
  return attacks.map((attack) => [attack.name, attack]);
}

/** Checks the headers that every response has, except workerd's own. */
function expectCommonHeaders(headers: Headers, { problem, from }: Expected): void {
  const isOwn = problem !== undefined || from === "gateway";
  const source = isOwn ? "gateway" : "upstream";
  expect(headers.get("wakapay-gateway-answer")).toBe(from === "workerd" ? null : source);
  if (from === "workerd") return;
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("x-request-id")).toMatch(/^[\w.-]{1,64}$/);
  expect(headers.get("traceparent")).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/);
}
