import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { rawExchange } from "../http/raw-exchange.ts";
import { attackClasses } from "./attack-classes.ts";
import { attackTable } from "./attack-table.ts";
import { type Rig, startRig } from "./rig.ts";

const SECRETS = /canary|eyJ|wgk_/i;

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(async () => {
  expect(await rig.close(), "nothing secret, and nothing that an attacker sent, is printed").not.toMatch(
    SECRETS,
  );
});
beforeEach(() => rig.witness.sandbox.reset());

describe.each(attackClasses)("$title", ({ attacks = [], scenarios = [] }) => {
  test.each(attacks)("$name", async ({ expected, request, also }) => {
    const before = rig.witness.seen.length;
    const answer = await rawExchange(rig.gateway.port, await request(rig));
    const seen = rig.witness.seen.slice(before);

    if (expected.status !== "closed") expect(answer.status, answer.text).toBe(expected.status);
    expect(seen, "what reaches WakaPay").toHaveLength(expected.reaching ?? 0);
    for (const { headers } of seen) expect(headers.get("authorization")).toMatch(/^Bearer eyJ[\w.-]+$/);
    expect(answer.text, "no token and no secret comes down").not.toMatch(/eyJ|canary-(?:key|secret)/);
    if (expected.problem !== undefined && answer.body !== "") {
      expect(JSON.parse(answer.body)).toMatchObject({
        type: `urn:wakapay-gateway:problem:${expected.problem}`,
        status: expected.status,
      });
    }
    await also?.({ rig, answer, seen });
  });

  test.each(scenarios)("$name: $expected", async ({ run }) => {
    const own = await startRig();
    await run(own).finally(async () => expect(await own.close()).not.toMatch(SECRETS));
  });
});

test("there are at least five attacks of each of the sixteen classes", () => {
  expect(attackClasses).toHaveLength(16);
  for (const { title, attacks = [], scenarios = [] } of attackClasses) {
    expect(attacks.length + scenarios.length, title).toBeGreaterThanOrEqual(5);
  }
});

test("the table in the README is made from these data", async () => {
  await expect(attackTable(attackClasses)).toMatchFileSnapshot("./README.md");
});
