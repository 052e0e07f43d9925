import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSandbox } from "../../src/index.ts";
import { type ServedSandbox, serve } from "../../src/serve.ts";
import { type Client, createClient } from "../client.ts";
import { credentials } from "../forms/form.ts";

describe("waitForJournal", () => {
  test("returns at once if an entry after the given one has ended", async () => {
    const sandbox = createSandbox({ credentials: [credentials] });
    const client = createClient(sandbox);
    await client.exchange();
    await client.exchange();
    expect(await sandbox.waitForJournal()).toMatchObject([{ id: 1 }, { id: 2 }]);
    expect(await sandbox.waitForJournal({ after: 1 })).toMatchObject([{ id: 2 }]);
    expect(await sandbox.waitForJournal({ limit: 1 })).toMatchObject([{ id: 1 }]);
  });

  test("waits until the next request has its response", async () => {
    const sandbox = createSandbox({ credentials: [credentials] });
    const entries = sandbox.waitForJournal({ after: 0 });
    await createClient(sandbox).exchange();
    expect(await entries).toMatchObject([{ id: 1, outcome: "token issued", status: 200 }]);
  });

  test("survives a reset, which does not start the ids again", async () => {
    const sandbox = createSandbox({ credentials: [credentials] });
    await createClient(sandbox).exchange();
    const entries = sandbox.waitForJournal({ after: 1 });
    sandbox.reset();
    await createClient(sandbox).exchange();
    expect(await entries).toMatchObject([{ id: 2 }]);
  });

  test("ends with the reason of its signal", async () => {
    const sandbox = createSandbox({ credentials: [credentials] });
    const controller = new AbortController();
    const entries = sandbox.waitForJournal({ signal: controller.signal });
    controller.abort(new Error("the test is done"));
    await expect(entries).rejects.toThrow("the test is done");
    await expect(sandbox.waitForJournal({ signal: controller.signal })).rejects.toThrow("the test is done");
  });
});

describe("GET /_sandbox/journal", () => {
  let sandbox: ServedSandbox;
  let client: Client;
  const timers: { ms: number; fire: () => void }[] = [];
  beforeEach(async () => {
    timers.length = 0;
    const wait = (ms: number, signal: AbortSignal) =>
      new Promise<void>((fire, reject) => {
        timers.push({ ms, fire });
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    sandbox = await serve({ credentials: [credentials], wait });
    client = createClient({ fetch, url: sandbox.url });
  });
  afterEach(() => sandbox.close());

  const journal = async (query: string) => (await fetch(`${sandbox.url}/_sandbox/journal?${query}`)).json();
  const pending = (count: number) => expect.poll(() => timers.length).toBe(count);

  test("returns what came after an entry, oldest first, up to a limit", async () => {
    for (const _ of [1, 2, 3]) await client.exchange();
    expect(await journal("after=1")).toMatchObject({ lastId: 3, entries: [{ id: 2 }, { id: 3 }] });
    expect(await journal("after=0&limit=2")).toMatchObject({ lastId: 2, entries: [{ id: 1 }, { id: 2 }] });
    expect(await journal("limit=1")).toMatchObject({ lastId: 3, entries: [{ id: 3 }] });
    expect(await journal("after=3")).toEqual({ exchanges: 3, lastId: 3, entries: [] });
  });

  test("waits for the next request", async () => {
    const response = journal("after=0&wait=20");
    await pending(1);
    await client.exchange();
    expect(await response).toMatchObject({ exchanges: 1, lastId: 1, entries: [{ outcome: "token issued" }] });
    expect(timers[0]?.ms).toBe(20_000);
  });

  test("returns without entries after the wait", async () => {
    const response = journal("after=0&wait=20");
    await pending(1);
    timers[0]?.fire();
    expect(await response).toEqual({ exchanges: 0, lastId: 0, entries: [] });
  });

  test("returns a pending request after the wait", async () => {
    sandbox.fault({ delayMs: 5, times: 1 });
    const delayed = client.exchange();
    await pending(1);
    const response = journal("after=0&wait=20");
    await pending(2);
    timers[1]?.fire();
    expect(await response).toMatchObject({
      entries: [{ outcome: "pending", status: null, durationMs: null }],
    });
    timers[0]?.fire();
    await delayed;
  });

  test("serves many waits at once, and ends one whose caller disconnects", async () => {
    const caller = new AbortController();
    const left = fetch(`${sandbox.url}/_sandbox/journal?wait=20`, { signal: caller.signal });
    const others = [journal("wait=20"), journal("wait=20")];
    await pending(3);
    caller.abort();
    await expect(left).rejects.toThrow();
    await client.exchange();
    expect(await Promise.all(others)).toMatchObject([{ lastId: 1 }, { lastId: 1 }]);
  });

  test("ends its waits when the sandbox closes", async () => {
    const response = fetch(`${sandbox.url}/_sandbox/journal?wait=20`);
    const rejected = expect(response).rejects.toThrow();
    await pending(1);
    await sandbox.close();
    await rejected;
  });

  test.each([
    ["wait=61", "`wait` must be a whole number from 0 to 60"],
    ["after=x", "`after` must be a whole number from 0"],
    ["limit=0", "`limit` must be a whole number from 1 to 10000"],
    ["until=3", "has an unknown field. Known fields: after, limit, wait"],
  ])("returns 400 for ?%s", async (query, message) => {
    expect(await journal(query)).toEqual({ code: 0, error: expect.stringContaining(message) });
  });
});
