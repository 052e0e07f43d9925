import { beforeEach, describe, expect, test } from "vitest";
import { createSandbox, type Fault, type Sandbox } from "../../src/index.ts";
import { type Client, createClient } from "../client.ts";
import { credentials } from "../forms/form.ts";

let sandbox: Sandbox;
let client: Client;
beforeEach(() => {
  sandbox = createSandbox({ credentials: [credentials] });
  client = createClient(sandbox);
});

/** The statuses of so many exchanges, one after another. */
async function statuses(count: number): Promise<number[]> {
  const seen: number[] = [];
  while (seen.length < count) seen.push((await client.exchange()).status);
  return seen;
}

describe("which calls a fault meets", () => {
  test("the next n, and no more", async () => {
    sandbox.fault({ status: 503, times: 2 });
    expect(await statuses(3)).toEqual([503, 503, 200]);
  });

  test("all of them until reset, where no number is given", async () => {
    sandbox.fault({ status: 503 });
    expect(await statuses(3)).toEqual([503, 503, 503]);
    sandbox.reset();
    expect(await statuses(1)).toEqual([200]);
  });

  test("none after a reset, whatever was left of them", async () => {
    sandbox.fault({ status: 503, times: 5 });
    expect(await statuses(1)).toEqual([503]);
    sandbox.reset();
    expect(await statuses(1)).toEqual([200]);
  });

  test("numbered ones in the order in which they were scripted, then the standing one", async () => {
    sandbox.fault({ status: 500 });
    sandbox.fault({ status: 501, times: 1 });
    sandbox.fault({ status: 502, times: 2 });
    expect(await statuses(5)).toEqual([501, 502, 502, 500, 500]);
  });

  test("a later standing fault replaces an earlier one of its route", async () => {
    sandbox.fault({ status: 500 });
    sandbox.fault({ status: 504, route: "business" });
    sandbox.fault({ status: 501 });
    expect(await statuses(1)).toEqual([501]);
    expect((await client.balance()).status).toBe(504);
  });

  test("those of its route alone: exchanges, or everything else under /business/", async () => {
    const token = await client.token();
    sandbox.fault({ status: 503, times: 1, route: "business" });
    expect(await statuses(1)).toEqual([200]);
    expect((await client.balance(`Bearer ${token}`)).status).toBe(503);
    expect((await client.balance(`Bearer ${token}`)).status).toBe(200);
  });

  test("no call of another method of /business/auth", async () => {
    sandbox.fault({ status: 503, times: 1 });
    expect((await sandbox.fetch("https://api.test.wakapay.io/business/auth")).status).toBe(405);
    expect(await statuses(2)).toEqual([503, 200]);
  });
});

describe("what a fault answers", () => {
  async function answer(fault: Fault): Promise<Response> {
    sandbox.fault(fault);
    return client.exchange();
  }

  test("a status comes with the documented error shape, and issues no token", async () => {
    const given = await answer({ status: 500 });
    expect(given.status).toBe(500);
    expect(await given.json()).toEqual({ code: 0, error: "the sandbox was told to answer 500" });
    expect(sandbox.revoke()).toBe(0);
    expect(sandbox.journal()).toMatchObject([{ status: 500, outcome: "scripted fault" }]);
  });

  test("a status of 200 makes an answer that is an error in the dress of success", async () => {
    const given = await answer({ status: 200 });
    expect(given.status).toBe(200);
    expect(await given.json()).toMatchObject({ code: 0, error: expect.any(String) });
  });

  test.each([204, 205, 304])("a status of %i has no body", async (status) => {
    expect(await (await answer({ status })).text()).toBe("");
  });

  test.each([
    [7, "7"],
    [0, "0"],
    ["Wed, 21 Oct 2026 07:28:00 GMT", "Wed, 21 Oct 2026 07:28:00 GMT"],
  ])("Retry-After can be %s", async (retryAfter, header) => {
    expect((await answer({ status: 429, retryAfter })).headers.get("retry-after")).toBe(header);
  });

  test("a malformed body is JSON that was cut short", async () => {
    const given = await answer({ body: "malformed" });
    expect([given.status, given.headers.get("content-type")]).toEqual([200, "application/json"]);
    await expect(given.json()).rejects.toThrow(SyntaxError);
  });

  test("an empty body has the type of JSON", async () => {
    const given = await answer({ body: "empty" });
    expect([given.status, given.headers.get("content-type"), await given.text()]).toEqual([
      200,
      "application/json",
      "",
    ]);
  });

  test("a web page can stand where JSON should, with any status", async () => {
    const given = await answer({ body: "html", status: 502 });
    expect([given.status, given.headers.get("content-type")]).toEqual([502, "text/html; charset=utf-8"]);
    expect(await given.text()).toMatch(/^<!doctype html>/);
  });

  test.each([undefined, 301, 302, 303, 307, 308])(
    "a redirect goes where it was told, with status %s",
    async (status) => {
      const given = await answer({
        redirect: "https://elsewhere.example/",
        ...(status !== undefined && { status }),
      });
      expect(given.status).toBe(status ?? 307);
      expect(given.headers.get("location")).toBe("https://elsewhere.example/");
      expect(await given.text()).toBe("");
    },
  );

  test("a redirect can ask for patience", async () => {
    const given = await answer({ redirect: "/elsewhere", status: 303, retryAfter: 5 });
    expect([given.headers.get("location"), given.headers.get("retry-after")]).toEqual(["/elsewhere", "5"]);
  });

  test("hanging up rejects as a fetch does whose connection ends", async () => {
    await expect(answer({ hangUp: true })).rejects.toThrow(new TypeError("fetch failed"));
    expect(sandbox.journal()).toMatchObject([{ status: null, outcome: "scripted hang-up" }]);
    expect(sandbox.exchanges()).toBe(1);
  });

  test("a faulted business call still tells whose token it carried", async () => {
    const token = await client.token();
    sandbox.fault({ status: 401, times: 1, route: "business" });
    expect((await client.balance(`Bearer ${token}`)).status).toBe(401);
    const [issued, refused] = sandbox.journal();
    expect(refused).toMatchObject({
      outcome: "scripted fault",
      tokenId: issued?.tokenId,
      account: "account-1",
    });
  });
});
