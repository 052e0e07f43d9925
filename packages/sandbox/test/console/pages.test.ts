import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ConsoleClient, startConsole } from "./client.ts";

const PAGES = ["/", "tokens", "steering", "try-it", "gateway"].map((name) =>
  name === "/" ? name : `/_sandbox/console/${name}`,
);

let client: ConsoleClient;
beforeEach(async () => {
  client = await startConsole();
});
afterEach(() => client.sandbox.close());

/** Returns the text of the rows of a page, without markup. */
function rows(html: string): string[] {
  return [...html.matchAll(/<tr id="entry-\d+".*?<\/tr>/gs)].map(([row]) =>
    row
      .replace(/<[^>]+>/g, " ")
      .replace(/\s+/g, " ")
      .trim(),
  );
}

describe("every page", () => {
  test.each(PAGES)("%s is complete without JavaScript", async (path) => {
    const html = await client.html(path);
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
    for (const part of ["<nav ", "<main ", 'id="strip"', "Skip to the content", 'name="color-scheme"']) {
      expect(html).toContain(part);
    }
    expect(html.match(/<h1/g)).toHaveLength(1);
  });

  test("says what is scripted now, and what to do to end it", async () => {
    expect(await client.html("/")).toContain("Nothing. The sandbox responds as documented.");
    client.sandbox.fault({ status: 503, times: 2 });
    client.sandbox.configure({ lifetimeSeconds: 5 });
    client.sandbox.clock.advance(7200);
    for (const path of PAGES) {
      const html = await client.html(path);
      expect(html).toContain("Exchanges: 503, 2 of 2 requests left");
      expect(html).toContain("Token lifetime: 5 s");
      expect(html).toContain("Clock ahead by 2 h");
      expect(html).toContain("actions/reset");
    }
  });

  test("is for browsers: other clients get the API at the root address", async () => {
    const response = await fetch(`${client.sandbox.url}/`);
    expect([response.status, await response.json()]).toEqual([404, expect.objectContaining({ code: 0 })]);
    expect(client.sandbox.journal()).toMatchObject([{ path: "/", outcome: "unknown route" }]);
    await client.html("/");
    expect(client.sandbox.journal()).toHaveLength(1);
  });

  test("has no counterpart at other paths", async () => {
    expect((await client.get("/_sandbox/console/other")).status).toBe(404);
    expect((await client.get("/_sandbox/console/browser/..%2f..%2fserve.js")).status).toBe(404);
  });
});

describe("the requests", () => {
  test("start with what to do if there are none", async () => {
    const html = await client.html("/");
    expect(html).toContain("No requests yet");
    expect(html).toContain(`curl -X POST &#39;${client.sandbox.url}/business/auth&#39;`);
  });

  test("say in words why a request was rejected", async () => {
    const token = await client.api.token();
    await client.api.exchange({ apiKey: "key-of-the-tests", apiSecret: "wrong" });
    client.sandbox.revoke();
    await client.api.balance(`Bearer ${token}`);
    client.sandbox.fault({ status: 503, times: 3 });
    await client.api.exchange();
    const shown = rows(await client.html("/"));
    expect(shown).toEqual([
      expect.stringMatching(/POST \/business\/auth 503 fault: 503, 2 of 3 requests left/),
      expect.stringMatching(/GET \/business\/balance 401 token was revoked .* acme [0-9a-f]{8}/),
      expect.stringMatching(/POST \/business\/auth 401 apiSecret does not belong to this apiKey acme/),
      expect.stringMatching(/POST \/business\/auth 200 .* acme [0-9a-f]{8}/),
    ]);
  });

  test("name the accounts without requests, and say where these may have gone", async () => {
    const pairs = ["billing", "ledger"].map((account) => ({
      apiKey: `key-of-${account}`,
      apiSecret: `secret-of-${account}`,
      account,
    }));
    const other = await startConsole({ credentials: pairs });
    await other.api.exchange({ apiKey: "key-of-billing", apiSecret: "wrong" });
    const html = await other.html("/");
    expect(html).toMatch(/No requests yet from: *<a href="\/\?account=ledger">ledger<\/a><\/p>/);
    expect(html).toContain('<option value="ledger">ledger</option>');
    expect(await other.html("/?account=ledger")).toContain(
      `No request of ledger has arrived. It may call another address. This sandbox is <code>${other.sandbox.url}</code>.`,
    );
    await other.sandbox.close();
  });

  test("say that a fault is used up", async () => {
    client.sandbox.fault({ status: 503, times: 1 });
    await client.api.exchange();
    const html = await client.html("/?entry=1&before=2");
    expect(html).toContain("503, used up");
    expect(html).toContain("This fault is used up.");
  });

  test("can be filtered by outcome, route, and account", async () => {
    const token = await client.api.token();
    await client.api.balance(`Bearer ${token}`);
    await client.api.balance();
    client.sandbox.fault({ delayMs: 1, times: 1, route: "business" });
    await client.api.balance(`Bearer ${token}`);
    const matching = async (query: string) => rows(await client.html(`/?${query}`)).length;
    expect(await matching("outcome=exchange")).toBe(1);
    expect(await matching("outcome=authorized")).toBe(2);
    expect(await matching("outcome=rejected")).toBe(1);
    expect(await matching("outcome=fault")).toBe(1);
    expect(await matching("outcome=pending")).toBe(0);
    expect(await matching("route=/business/auth")).toBe(1);
    expect(await matching("route=/business/balance")).toBe(3);
    expect(await matching("account=acme")).toBe(3);
    expect(await matching("route=/business/balance&account=acme")).toBe(2);
    expect(await matching("outcome=nonsense&route=&before=x")).toBe(4);
    expect(await client.html("/?outcome=pending")).toContain("No request matches these filters.");
    expect(await client.html("/?route=/business/balance")).toContain("3 of 4 requests");
  });

  test("open to times, headers without secrets, advice, and code", async () => {
    await client.api.balance("Bearer not-a-token");
    const html = await client.html("/?entry=1&before=2");
    expect(html).toContain('aria-expanded="true"');
    expect(html).toContain("the bearer is not an access token");
    expect(html).toContain("get a new token");
    expect(html).toMatch(/<dt>authorization<\/dt><dd>Bearer \[token [0-9a-f]{16}\]<\/dd>/);
    expect(html).toContain("<dt>www-authenticate</dt>");
    expect(html).toContain("Authorization: Bearer $WAKAPAY_TOKEN");
    expect(html).toContain("os.environ");
    expect(html).toContain('href="/?before=2" data-close');
  });

  test("stand still while one is open, and say how many are newer", async () => {
    for (let index = 0; index < 3; index += 1) await client.api.balance();
    const html = await client.html("/?entry=1&before=2");
    expect(rows(html)).toHaveLength(1);
    expect(html).toContain("Show 2 newer requests");
  });

  test("escape what a caller sent", async () => {
    await fetch(`${client.sandbox.url}/<script>alert(1)</script>`, { headers: { "User-Agent": "<img>" } });
    const html = await client.html("/?entry=1&before=2");
    expect(html).not.toMatch(/<script>alert|<img>/);
  });

  test("say how long ago they arrived, also after the clock jumped", async () => {
    client.sandbox.clock.advance(90_000);
    await client.api.exchange();
    client.sandbox.clock.advance(90_000);
    const html = await client.html("/?entry=1&before=2");
    expect(html).toMatch(/<dt>Arrived<\/dt><dd>[^<]+, \d+ m?s ago<\/dd>/);
    expect(html).toContain("<dt>Clock</dt><dd>ahead by 25 h</dd>");
    expect(html).toContain("All requests over the last 60 s");
  });

  test("are paged: 10,000 of them make a small page", async () => {
    const token = await client.api.token();
    const call = () =>
      client.sandbox.fetch(`${client.sandbox.url}/business/balance?currency=USD`, {
        headers: { Authorization: `Bearer ${token}` },
      });
    for (let index = 0; index < 10_100; index += 100) await Promise.all(Array.from({ length: 100 }, call));
    const html = await client.html("/");
    expect(rows(html)).toHaveLength(50);
    expect(html.length).toBeLessThan(100_000);
    expect(html).toContain("Show 9,950 older requests");
    const [, older = ""] = /href="([^"]*)">Show 9,950 older/.exec(html) ?? [];
    expect(rows(await client.html(older.replaceAll("&amp;", "&")))).toHaveLength(50);
  });

  test("are drawn in a chart that also is a table", async () => {
    await client.api.exchange();
    await client.api.balance();
    const html = await client.html("/");
    expect(html).toContain("Token issued: 1. Authorized: 0. Rejected: 1. Fault: 0.");
    expect(html).toMatch(/<caption>All requests in intervals of 1 s<\/caption>/);
  });
});

describe("the tokens", () => {
  test("start with what to do if there are none", async () => {
    expect(await client.html("/_sandbox/console/tokens")).toContain("No tokens yet");
  });

  test("show who has one, how much of its life is left, and how it ended", async () => {
    await client.api.exchange();
    client.sandbox.configure({ lifetimeSeconds: 7200 });
    await client.api.exchange();
    client.sandbox.clock.advance(3600);
    const html = await client.html("/_sandbox/console/tokens");
    expect(html).toContain("1 live token<");
    expect(html).toMatch(/<rect class="left" width="(50|49\.9)%"/);
    expect(html).toMatch(/Expired \d+ m?s ago/);
    client.sandbox.revoke();
    expect(await client.html("/_sandbox/console/tokens")).toMatch(/Revoked <time [^>]+>\d\d:\d\d:\d\d</);
  });
});
