import { beforeEach, describe, expect, test } from "vitest";
import { createSandbox, type Fault, type Sandbox } from "../../src/index.ts";
import { type Client, createClient } from "../client.ts";
import { credentials } from "../forms/form.ts";

describe("the response of a fault", () => {
  let sandbox: Sandbox;
  let client: Client;
  beforeEach(() => {
    sandbox = createSandbox({ credentials: [credentials] });
    client = createClient(sandbox);
  });

  async function play(fault: Fault): Promise<Response> {
    sandbox.fault(fault);
    return client.exchange();
  }

  test("has the documented error format, and no token is issued", async () => {
    const response = await play({ status: 500 });
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ code: 0, error: "the sandbox was scripted to return 500" });
    expect(sandbox.revoke()).toBe(0);
    expect(sandbox.journal()).toMatchObject([{ status: 500, outcome: "scripted fault" }]);
  });

  test("can be an error body with status 200", async () => {
    const response = await play({ status: 200 });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ code: 0, error: expect.any(String) });
  });

  test.each([204, 205, 304])("has no body with status %i", async (status) => {
    expect(await (await play({ status })).text()).toBe("");
  });

  test.each([
    [7, "7"],
    [0, "0"],
    ["Wed, 21 Oct 2026 07:28:00 GMT", "Wed, 21 Oct 2026 07:28:00 GMT"],
  ])("can have Retry-After %s", async (retryAfter, header) => {
    expect((await play({ status: 429, retryAfter })).headers.get("retry-after")).toBe(header);
  });

  test("can be truncated JSON", async () => {
    const response = await play({ body: "malformed" });
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json"]);
    await expect(response.json()).rejects.toThrow(SyntaxError);
  });

  test("can be an empty body of type JSON", async () => {
    const response = await play({ body: "empty" });
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json"]);
    expect(await response.text()).toBe("");
  });

  test("can be an HTML page with any status", async () => {
    const response = await play({ body: "html", status: 502 });
    expect([response.status, response.headers.get("content-type")]).toEqual([
      502,
      "text/html; charset=utf-8",
    ]);
    expect(await response.text()).toMatch(/^<!doctype html>/);
  });

  test.each([undefined, 301, 302, 303, 307, 308])("can redirect with status %s", async (status) => {
    const response = await play({ redirect: "https://elsewhere.example/", status });
    expect(response.status).toBe(status ?? 307);
    expect(response.headers.get("location")).toBe("https://elsewhere.example/");
    expect(await response.text()).toBe("");
  });

  test("can redirect with Retry-After", async () => {
    const { headers } = await play({ redirect: "/elsewhere", status: 303, retryAfter: 5 });
    expect([headers.get("location"), headers.get("retry-after")]).toEqual(["/elsewhere", "5"]);
  });

  test("can be a hang-up, which rejects like a fetch whose connection closes", async () => {
    await expect(play({ hangUp: true })).rejects.toThrow(new TypeError("fetch failed"));
    expect(sandbox.journal()).toMatchObject([{ status: null, outcome: "scripted hang-up" }]);
    expect(sandbox.exchanges()).toBe(1);
  });

  test("still records whose token a business request carried", async () => {
    const token = await client.token();
    sandbox.fault({ status: 401, times: 1, route: "business" });
    expect((await client.balance(`Bearer ${token}`)).status).toBe(401);
    const [issued, faulted] = sandbox.journal();
    expect(faulted).toMatchObject({
      outcome: "scripted fault",
      tokenId: issued?.tokenId,
      account: "account-1",
    });
  });
});

describe("the delay of a fault", () => {
  /** Creates a sandbox whose first delay lasts until the test calls `end`. */
  function pausedSandbox() {
    let begin: (delay: { ms: number; end: () => void }) => void;
    const delayed = new Promise<{ ms: number; end: () => void }>((resolve) => {
      begin = resolve;
    });
    const sandbox = createSandbox({
      credentials: [credentials],
      wait: (ms) => new Promise((end) => begin({ ms, end })),
    });
    return { sandbox, client: createClient(sandbox), delayed };
  }

  test("delays the regular response", async () => {
    const { sandbox, client, delayed } = pausedSandbox();
    sandbox.fault({ delayMs: 1_500, times: 1 });
    const response = client.exchange();
    const { ms, end } = await delayed;
    expect(ms).toBe(1_500);
    expect(sandbox.journal()).toMatchObject([{ status: null, outcome: "pending" }]);
    expect(sandbox.exchanges()).toBe(1);
    end();
    expect((await response).status).toBe(200);
    expect(sandbox.journal()).toMatchObject([{ status: 200, outcome: "token issued" }]);
  });

  test("can precede another fault", async () => {
    const { sandbox, client, delayed } = pausedSandbox();
    sandbox.fault({ delayMs: 5, hangUp: true });
    const response = client.exchange();
    (await delayed).end();
    await expect(response).rejects.toThrow("fetch failed");
  });

  test("doesn't change the order of the journal", async () => {
    const { sandbox, client, delayed } = pausedSandbox();
    sandbox.fault({ delayMs: 5, times: 1 });
    const response = client.exchange();
    const { end } = await delayed;
    await client.balance();
    end();
    await response;
    expect(sandbox.journal().map(({ path }) => path)).toEqual(["/business/auth", "/business/balance"]);
  });

  test("can outlast a reset, which removes its request from the journal", async () => {
    const { sandbox, client, delayed } = pausedSandbox();
    sandbox.fault({ delayMs: 5 });
    const response = client.exchange();
    const { end } = await delayed;
    sandbox.reset();
    end();
    expect((await response).status).toBe(200);
    expect(sandbox.journal()).toEqual([]);
  });

  test("ends with the caller's own reason if the caller aborts", async () => {
    const sandbox = createSandbox({ credentials: [credentials] });
    sandbox.fault({ delayMs: 60_000, route: "business" });
    const caller = new AbortController();
    const reason = new Error("no longer needed");
    const response = createClient(sandbox).balance("Bearer a", { signal: caller.signal });
    caller.abort(reason);
    await expect(response).rejects.toBe(reason);
    expect(sandbox.journal()).toMatchObject([{ status: null, outcome: "caller disconnected" }]);
  });
});

describe("a caller that aborts", () => {
  const reason = new Error("no longer needed");

  test("sends nothing if it aborted before the request", async () => {
    const sandbox = createSandbox({ credentials: [credentials] });
    const signal = AbortSignal.abort(reason);
    await expect(createClient(sandbox).balance("Bearer a", { signal })).rejects.toBe(reason);
    expect(sandbox.journal()).toEqual([]);
  });

  test("gets no response while the API works, but the request takes effect", async () => {
    const sandbox = createSandbox({ credentials: [credentials] });
    const caller = new AbortController();
    const response = createClient(sandbox).balance("Bearer a", { signal: caller.signal });
    caller.abort(reason);
    await expect(response).rejects.toBe(reason);
    expect(sandbox.journal()).toMatchObject([{ status: 401 }]);
  });
});
