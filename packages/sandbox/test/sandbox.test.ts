import { afterEach, describe, expect, test, vi } from "vitest";
import { createSandbox, type SettingsChange } from "../src/index.ts";
import { createClient } from "./client.ts";
import { credentials } from "./forms/form.ts";

const next = { apiKey: "key-of-tomorrow", apiSecret: "secret-of-tomorrow" };

describe("rotate", () => {
  test("takes effect at once and keeps existing tokens valid", async () => {
    const sandbox = createSandbox({ credentials: [credentials] });
    const client = createClient(sandbox);
    const token = await client.token();
    sandbox.rotate([next]);
    expect((await client.exchange()).status).toBe(401);
    expect((await client.exchange(next)).status).toBe(200);
    expect((await client.balance(`Bearer ${token}`)).status).toBe(200);
    const accounts = sandbox.journal().map(({ account }) => account);
    expect(accounts).toEqual(["account-1", "account-1", "account-1", "account-1"]);
  });

  test("lets two pairs share one account during a key rollover", async () => {
    const account = "shop";
    const pairs = [
      { ...credentials, account },
      { ...next, account },
    ];
    const sandbox = createSandbox({ credentials: pairs, singleLiveToken: true });
    const client = createClient(sandbox);
    const first = await client.token();
    await client.token(next);
    expect((await client.balance(`Bearer ${first}`)).status).toBe(401);
    expect(sandbox.journal().map((entry) => entry.account)).toEqual([account, account, account]);
  });

  test("changes nothing if the new credentials are invalid", async () => {
    const sandbox = createSandbox({ credentials: [credentials] });
    expect(() => sandbox.rotate([])).toThrow("at least one");
    expect((await createClient(sandbox).exchange()).status).toBe(200);
  });
});

describe("configure", () => {
  test("applies a new lifetime to new tokens only", async () => {
    const clock = { at: 0 };
    const sandbox = createSandbox({ credentials: [credentials], now: () => clock.at });
    const client = createClient(sandbox);
    const token = await client.token();
    sandbox.configure({ lifetimeSeconds: 5 });
    expect(await (await client.exchange()).json()).toMatchObject({ expiresIn: 5 });
    clock.at = 6_000;
    expect((await client.balance(`Bearer ${token}`)).status).toBe(200);
  });

  test("changes nothing if one setting is invalid", async () => {
    const sandbox = createSandbox({ credentials: [credentials] });
    expect(() => sandbox.configure({ singleLiveToken: true, lifetimeSeconds: 0 })).toThrow("whole number");
    const client = createClient(sandbox);
    const first = await client.token();
    await client.token();
    expect((await client.balance(`Bearer ${first}`)).status).toBe(200);
  });

  test("keeps settings that are omitted or undefined", async () => {
    const sandbox = createSandbox({ credentials: [credentials], lifetimeSeconds: 90 });
    sandbox.configure({ lifetimeSeconds: undefined, singleLiveToken: true });
    expect(await (await createClient(sandbox).exchange()).json()).toMatchObject({ expiresIn: 90 });
  });
});

describe("reset", () => {
  test("restores the initial state and keeps tokens valid", async () => {
    const sandbox = createSandbox({ credentials: [credentials], lifetimeSeconds: 90 });
    sandbox.configure({ lifetimeSeconds: 5, singleLiveToken: true });
    const client = createClient(sandbox);
    const token = await client.token();
    sandbox.rotate([next]);
    sandbox.fault({ status: 503 });
    sandbox.reset();
    expect(sandbox.journal()).toEqual([]);
    expect(await (await client.exchange()).json()).toMatchObject({ expiresIn: 90 });
    expect((await client.balance(`Bearer ${token}`)).status).toBe(200);
  });
});

describe("createSandbox", () => {
  afterEach(() => vi.useRealTimers());

  test("follows fake timers that are installed after it was called", async () => {
    const sandbox = createSandbox({ credentials: [credentials], lifetimeSeconds: 60 });
    const client = createClient(sandbox);
    vi.useFakeTimers({ now: 4_000_000_000_000 });
    const token = await client.token();
    expect(sandbox.journal()[0]?.at).toBe(4_000_000_000_000);
    vi.setSystemTime(4_000_000_059_999);
    expect((await client.balance(`Bearer ${token}`)).status).toBe(200);
    vi.setSystemTime(4_000_000_060_000);
    expect((await client.balance(`Bearer ${token}`)).status).toBe(401);
    sandbox.fault({ delayMs: 1_500 });
    const settled = vi.fn();
    const response = client.exchange().then(settled);
    await vi.advanceTimersByTimeAsync(1_499);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    vi.useRealTimers();
    await response;
  });

  test.each<[string, unknown]>([
    ["`credentials` is missing.", {}],
    ["`options` must be an object (got null).", null],
    ["`credentials` must be a list of at least one { apiKey, apiSecret } (got an empty array).", []],
    ["`credentials` must be a list of at least one { apiKey, apiSecret } (got an object).", credentials],
    ["`credentials[1]` must be an object (got null).", [credentials, null]],
    ["`credentials[0].apiKey` must be a non-empty string (got an empty string).", [{ ...next, apiKey: "" }]],
    ["`credentials[0].apiSecret` is missing.", [{ apiKey: "a" }]],
    ["`credentials[0].apiKey` must not start or end with white space.", [{ ...next, apiKey: "key\n" }]],
    ["`credentials[0]` has an unknown field. Known fields: apiKey,", [{ ...credentials, secret: "hush" }]],
    ["`credentials[0].account` must be a non-empty string (got a number).", [{ ...credentials, account: 7 }]],
  ])("rejects invalid credentials: %s", (message, value) => {
    const options = value === null || JSON.stringify(value) === "{}" ? value : { credentials: value };
    const create = () => createSandbox(JSON.parse(JSON.stringify(options)));
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });

  test.each<[string, object]>([
    ["`control` must be true or false (got a string).", { control: "false" }],
    ["`singleLiveToken` must be true or false (got a number).", { singleLiveToken: 1 }],
    ["`now` must be a function (got a number).", { now: 0 }],
    ["`wait` must be a function (got null).", { wait: null }],
    ["`options` has an unknown field. Known fields: lifetimeSeconds,", { lifetime: 60 }],
  ])("rejects an invalid option: %s", (message, option) => {
    expect(() => createSandbox({ credentials: [credentials], ...option })).toThrow(message);
  });

  test.each<SettingsChange>([
    { lifetimeSeconds: 0 },
    { lifetimeSeconds: -1 },
    { lifetimeSeconds: 1.5 },
    { lifetimeSeconds: Number.NaN },
    { lifetimeSeconds: Number.POSITIVE_INFINITY },
    { lifetimeSeconds: 315_360_001 },
  ])("rejects a lifetime that is not 1 second to 10 years: %o", (settings) => {
    const message = `\`lifetimeSeconds\` must be a whole number from 1 to 315360000 (got ${settings.lifetimeSeconds}).`;
    expect(() => createSandbox({ credentials: [credentials], ...settings })).toThrow(message);
    expect(() => createSandbox({ credentials: [credentials] }).configure(settings)).toThrow(message);
  });
});
