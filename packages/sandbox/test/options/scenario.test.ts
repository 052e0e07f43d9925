import { describe, expect, test } from "vitest";
import { createSandbox, type Scenario } from "../../src/index.ts";
import { createClient } from "../client.ts";
import { credentials } from "../forms/form.ts";

const next = { apiKey: "key-of-tomorrow", apiSecret: "secret-of-tomorrow" };

describe("a scenario", () => {
  test("sets settings, credentials, faults, and the clock", async () => {
    const sandbox = createSandbox({
      now: () => 1_800_000_000_000,
      scenario: {
        settings: { lifetimeSeconds: 5 },
        credentials: [{ ...next, account: "shop" }],
        faults: [{ status: 503, times: 1 }],
        clock: { advancedSeconds: 60 },
      },
    });
    const client = createClient(sandbox);
    expect((await client.exchange(next)).status).toBe(503);
    expect(await (await client.exchange(next)).json()).toMatchObject({ expiresIn: 5 });
    expect(sandbox.journal().at(-1)).toMatchObject({ at: 1_800_000_060_000, account: "shop" });
  });

  test("yields to the other options of a sandbox", async () => {
    const scenario = { settings: { lifetimeSeconds: 5, singleLiveToken: true }, credentials: [next] };
    const sandbox = createSandbox({ credentials: [credentials], lifetimeSeconds: 90, scenario });
    const client = createClient(sandbox);
    expect(sandbox.state().settings).toEqual({ lifetimeSeconds: 90, singleLiveToken: true });
    expect([(await client.exchange()).status, (await client.exchange(next)).status]).toEqual([200, 401]);
  });

  test.each<[string, object]>([
    ["`scenario` must be an object, or one of: calm, expiring, flaky-exchange,", { scenario: "wild" }],
    ["`scenario` must be an object, or one of: calm", { scenario: 7 }],
    ["`scenario` must be an object (got null)", { scenario: null }],
    [
      "`scenario.faults[1].status` must be a whole",
      { scenario: { faults: [{ hangUp: true }, { status: 1 }] } },
    ],
    ["`scenario.settings.lifetimeSeconds` must be", { scenario: { settings: { lifetimeSeconds: 0 } } }],
    ["`scenario.clock.advancedSeconds` must be", { scenario: { clock: { advancedSeconds: -1 } } }],
    ["`scenario` has an unknown field. Known fields: $schema, name,", { scenario: { fault: {} } }],
    ["`credentials` is missing", { credentials: undefined }],
  ])("is rejected with: %s", (message, option) => {
    const create = () => createSandbox({ credentials: [credentials], ...option });
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });
});

describe("applyScenario", () => {
  test("replaces faults, settings and the clock, and keeps tokens and the journal", async () => {
    const sandbox = createSandbox({ credentials: [credentials], lifetimeSeconds: 90 });
    const client = createClient(sandbox);
    const token = await client.token();
    sandbox.fault({ status: 503 });
    sandbox.configure({ singleLiveToken: true });
    sandbox.clock.advance(10);
    sandbox.applyScenario("calm");
    expect(sandbox.scenario()).toEqual({
      name: "calm",
      settings: { lifetimeSeconds: 90, singleLiveToken: false },
      faults: [],
      clock: { advancedSeconds: 0 },
    });
    expect((await client.balance(`Bearer ${token}`)).status).toBe(200);
    expect(sandbox.journal()).toHaveLength(2);
  });

  test("takes precedence over the options of the sandbox", async () => {
    const sandbox = createSandbox({ credentials: [credentials], lifetimeSeconds: 90 });
    sandbox.applyScenario({ settings: { lifetimeSeconds: 5 }, credentials: [next] });
    const client = createClient(sandbox);
    expect((await client.exchange()).status).toBe(401);
    expect(await (await client.exchange(next)).json()).toMatchObject({ expiresIn: 5 });
  });

  test("makes reset return to the new scenario", async () => {
    const sandbox = createSandbox({ credentials: [credentials], scenario: "slow" });
    sandbox.applyScenario("expiring");
    sandbox.configure({ lifetimeSeconds: 90 });
    sandbox.reset();
    expect(sandbox.state()).toMatchObject({
      scenario: "expiring",
      settings: { lifetimeSeconds: 5 },
      faults: [],
    });
  });

  test("changes nothing if the scenario is invalid", () => {
    const sandbox = createSandbox({ credentials: [credentials], scenario: "slow" });
    const before = sandbox.scenario();
    const invalid: Scenario = { settings: { lifetimeSeconds: 5 }, faults: [{}] };
    expect(() => sandbox.applyScenario(invalid)).toThrow("`faults[0]` must set at least one of");
    expect(sandbox.scenario()).toEqual(before);
  });
});

describe("scenario", () => {
  test("returns what is left, which another sandbox can continue", async () => {
    const sandbox = createSandbox({ credentials: [credentials], scenario: "revoked-midway" });
    sandbox.configure({ lifetimeSeconds: 90 });
    sandbox.fault({ skip: 3, status: 503, times: 2 });
    sandbox.clock.advance(60);
    const client = createClient(sandbox);
    for (const _ of [1, 2, 3, 4]) await client.exchange();
    const saved: Scenario = JSON.parse(JSON.stringify(sandbox.scenario()));
    expect(saved).toEqual({
      name: "revoked-midway",
      settings: { lifetimeSeconds: 90, singleLiveToken: false },
      faults: [
        { route: "business", skip: 3, revoke: true, times: 1 },
        { skip: 0, status: 503, times: 1 },
      ],
      clock: { advancedSeconds: 60 },
    });
    const other = createSandbox({ credentials: [credentials], scenario: saved });
    expect(other.scenario()).toEqual(saved);
    expect((await createClient(other).exchange()).status).toBe(503);
  });
});
