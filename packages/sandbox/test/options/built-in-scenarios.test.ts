import { expect, test } from "vitest";
import { createSandbox, type SandboxOptions } from "../../src/index.ts";
import { builtInScenarios } from "../../src/options/built-in-scenarios.ts";
import { createClient } from "../client.ts";
import { credentials } from "../forms/form.ts";

function start(scenario: SandboxOptions["scenario"], options: Partial<SandboxOptions> = {}) {
  const sandbox = createSandbox({ credentials: [credentials], scenario, ...options });
  return { sandbox, client: createClient(sandbox) };
}

/** Sends requests one after another. Returns their statuses, with 0 for a closed connection. */
async function statuses(count: number, send: () => Promise<Response>): Promise<number[]> {
  const seen: number[] = [];
  while (seen.length < count) {
    const { status } = await send().catch(() => ({ status: 0 }));
    seen.push(status);
  }
  return seen;
}

test("calm has no faults and one-hour tokens, as a sandbox without a scenario", async () => {
  const { sandbox, client } = start("calm");
  expect(await (await client.exchange()).json()).toMatchObject({ expiresIn: 3600 });
  expect(sandbox.scenario()).toEqual(createSandbox({ credentials: [credentials] }).scenario());
});

test("expiring issues tokens that expire after five seconds", async () => {
  const { sandbox, client } = start("expiring", { now: () => 1_800_000_000_000 });
  const token = await client.token();
  sandbox.clock.advance(4);
  expect((await client.balance(`Bearer ${token}`)).status).toBe(200);
  sandbox.clock.advance(1);
  expect((await client.balance(`Bearer ${token}`)).status).toBe(401);
});

test("flaky-exchange rejects three of four exchanges, in a fixed order", async () => {
  const { client } = start("flaky-exchange");
  expect(await statuses(8, () => client.exchange())).toEqual([503, 0, 200, 429, 503, 0, 200, 429]);
});

test("revoked-midway revokes the tokens once, before the fourth call", async () => {
  const { sandbox, client } = start("revoked-midway");
  const calls: number[] = [];
  for (const _ of [1, 2]) {
    const token = await client.token();
    calls.push(...(await statuses(4, () => client.balance(`Bearer ${token}`))));
  }
  expect(calls).toEqual([200, 200, 200, 401, 200, 200, 200, 200]);
  expect(sandbox.journal().find(({ fault }) => fault !== undefined)).toMatchObject({
    outcome: "revoked token",
    reason: "token was revoked by a fault, 0 ms ago",
    fault: "all tokens revoked, used up",
  });
});

test("single-live-token revokes the earlier token", async () => {
  const { sandbox, client } = start("single-live-token", { now: () => 0 });
  const [first, second] = [await client.token(), await client.token()];
  expect((await client.balance(`Bearer ${first}`)).status).toBe(401);
  expect((await client.balance(`Bearer ${second}`)).status).toBe(200);
  expect(sandbox.journal().at(-2)?.reason).toBe(
    "token was revoked by a newer token of its account (singleLiveToken), 0 ms ago",
  );
});

test("slow delays every response by two seconds", async () => {
  const waits: number[] = [];
  const { client } = start("slow", { wait: async (ms) => void waits.push(ms) });
  const token = await client.token();
  expect((await client.balance(`Bearer ${token}`)).status).toBe(200);
  expect(waits).toEqual([2000, 2000]);
});

test.each(Object.entries(builtInScenarios))("%s starts again after a reset", async (name, scenario) => {
  const { sandbox, client } = start(undefined, { wait: async () => {} });
  sandbox.applyScenario(scenario);
  const before = sandbox.scenario();
  expect(before.name).toBe(name);
  const token = await client.token().catch(() => "none");
  await statuses(3, () => client.balance(`Bearer ${token}`));
  sandbox.configure({ lifetimeSeconds: 7 });
  sandbox.fault({ status: 500 });
  sandbox.clock.advance(60);
  sandbox.reset();
  expect(sandbox.scenario()).toEqual(before);
});
