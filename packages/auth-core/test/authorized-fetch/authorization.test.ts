import { describe, expect, it, vi } from "vitest";
import { authorizedFetch } from "../../src/index.ts";
import { manualSource } from "../support/fake-source.ts";
import { BASE_URL, fetchStub, stubbed } from "./fetch-stub.ts";

const OWN = { authorization: "Basic b3duOm93bg==" };

describe("authorizedFetch: addresses", () => {
  it.each([
    ["/business/balance?currency=USD", "https://api.example/v1/business/balance?currency=USD"],
    ["business/balance", "https://api.example/v1/business/balance"],
    ["business/rates:latest", "https://api.example/v1/business/rates:latest"],
    ["?currency=USD", "https://api.example/v1/?currency=USD"],
    ["", "https://api.example/v1/"],
    ["https://api.example/elsewhere", "https://api.example/elsewhere"],
    ["https://API.example:443/elsewhere", "https://api.example/elsewhere"],
    [new URL("https://api.example/v1/x"), "https://api.example/v1/x"],
    [new Request("https://api.example/v1/y"), "https://api.example/v1/y"],
    ["//evil.example/x", "https://api.example/v1//evil.example/x"],
    ["/\\evil.example", "https://api.example/v1//evil.example"],
    ["\\\\evil.example", "https://api.example/v1///evil.example"],
    ["/.evil.example", "https://api.example/v1/.evil.example"],
    ["@evil.example/", "https://api.example/v1/@evil.example/"],
    [".evil.example/", "https://api.example/v1/.evil.example/"],
    [" https://evil.example/", "https://api.example/v1/%20https://evil.example/"],
  ])("sends %s to %s", async (input, url) => {
    const { sent, call } = stubbed();
    await call(input);
    expect(sent.map((send) => [send.url, send.authorization])).toEqual([[url, "Bearer token-1"]]);
  });

  it.each([
    "https://evil.example/",
    "https://api.example.evil.example/",
    "https://api.example.evil/v1/balance",
    "https://api.example:8443/",
    "https://api.example@evil.example/",
    "https://evil.example/https://api.example/v1",
    "http://api.example/",
    "HTTPS://EVIL.example/",
    "s3://bucket/balance",
    "data:text/plain,hello",
    "https:evil.example",
    "https://",
  ])("rejects %s before it gets a token", async (input) => {
    const { sent, requests, call } = stubbed();
    const code = "insecure_url";
    await expect(call(input)).rejects.toMatchObject({ code });
    await expect(call(new URL("https://evil.example/"))).rejects.toMatchObject({ code });
    await expect(call(new Request("https://evil.example/"))).rejects.toMatchObject({ code });
    expect([sent, requests]).toEqual([[], []]);
  });

  it("rejects a longer host that starts like the base URL's", async () => {
    const { fetch } = fetchStub();
    const call = authorizedFetch(manualSource().source, { baseUrl: "https://api.example", fetch });
    await expect(call("https://api.example.evil/balance")).rejects.toMatchObject({
      code: "insecure_url",
      message: expect.stringContaining("https://api.example."),
    });
  });

  it.each([
    ["a Request", () => new Request("https://evil.example/"), "url"],
    ["a URL", () => new URL("https://evil.example/"), "href"],
  ])("rejects %s that reports another address", async (_, input, property) => {
    const { sent, call } = stubbed();
    const value = "https://api.example/v1/x";
    const reporting = Object.defineProperty(input(), property, { value });
    await expect(call(reporting)).rejects.toMatchObject({ code: "insecure_url" });
    expect(sent).toEqual([]);
  });

  it("reads an address once, so that it cannot change after the check", async () => {
    const { sent, call } = stubbed();
    const addresses = ["https://api.example/v1/x", "https://evil.example/"];
    const input = { toString: () => addresses.shift() ?? "", headers: {}, url: "https://api.example/" };
    await call(input as unknown as URL);
    expect(sent.map(({ url }) => url)).toEqual(["https://api.example/v1/x"]);
  });
});

describe("authorizedFetch: headers and options", () => {
  it.each([
    ["a plain object", { "X-Trace": "1" }],
    ["Headers", new Headers({ "x-trace": "1" })],
    ["pairs", [["x-trace", "1"]] as [string, string][]],
  ])("adds the token to %s and leaves the caller's objects unchanged", async (_, headers) => {
    const { sent, call } = stubbed();
    const init = { headers, method: "POST", body: "b" };
    const before = structuredClone([...new Headers(headers)]);
    await call("/x", init);
    expect(sent[0]?.authorization).toBe("Bearer token-1");
    expect(sent[0]?.request.headers.get("x-trace")).toBe("1");
    expect([...new Headers(headers)]).toEqual(before);
    expect(Object.keys(init)).toEqual(["headers", "method", "body"]);
  });

  it("returns a redirect instead of following it", async () => {
    const { sent, call } = stubbed();
    await call("/x", { redirect: "follow" });
    await call("/x", { redirect: "follow", headers: OWN });
    await call(new Request("https://api.example/x", { redirect: "follow" }));
    expect(sent.map(({ init }) => init?.redirect)).toEqual(["manual", "manual", "manual"]);
  });

  it.each([
    { Authorization: OWN.authorization },
    new Headers(OWN),
    [["aUtHorization", OWN.authorization]] as [string, string][],
  ])("sends a caller's own Authorization once, as it is", async (headers) => {
    const { sent, requests, call } = stubbed(1);
    expect((await call("/x", { headers })).status).toBe(401);
    expect((await call(new Request("https://api.example/x", { headers }))).status).toBe(200);
    expect(sent.map(({ authorization }) => authorization)).toEqual(Array(2).fill(OWN.authorization));
    expect(requests).toHaveLength(0);
  });

  it.each([undefined, null])("sends the token if the caller's Authorization is %s", async (value) => {
    const { sent, call } = stubbed();
    const headers = { Authorization: value, "x-trace": "1" } as unknown as Record<string, string>;
    await call("/x", { headers });
    expect(sent[0]?.authorization).toBe("Bearer token-1");
    expect(sent[0]?.request.headers.get("x-trace")).toBe("1");
  });

  it("reads inherited options, as fetch does: a Request may be passed as the options", async () => {
    const { sent, call } = stubbed();
    await call("/balance", new Request(BASE_URL, { method: "DELETE" }));
    expect(sent).toMatchObject([{ request: { method: "DELETE" }, authorization: "Bearer token-1" }]);
  });

  it.each([
    ["a Request passed as the options", () => new Request(BASE_URL, { method: "DELETE", headers: OWN })],
    [
      "headers that can be read only once",
      () => ({
        method: "DELETE",
        headers: Object.entries(OWN).values() as Iterable<[string, string]> as [string, string][],
      }),
    ],
  ])("keeps the caller's own Authorization in %s", async (_, options) => {
    const { sent, call } = stubbed();
    await call("/balance", options());
    expect(sent).toMatchObject([{ request: { method: "DELETE" }, authorization: OWN.authorization }]);
  });

  it("uses the platform's fetch at the time of the call, so that a test can replace it", async () => {
    const { sent, fetch } = fetchStub();
    const { source, calls } = manualSource();
    vi.stubGlobal("fetch", fetch);
    const sending = authorizedFetch(source, { baseUrl: BASE_URL })("/balance");
    calls[0]?.resolve({ value: "t", issuedAt: 0, expiresAt: 1 });
    await sending;
    vi.unstubAllGlobals();
    expect(sent).toHaveLength(1);
  });
});

describe("authorizedFetch: signals", () => {
  it("sends nothing if the signal is already aborted, and rejects with its reason", async () => {
    const { sent, requests, call } = stubbed();
    await expect(call("/x", { signal: AbortSignal.abort("early") })).rejects.toBe("early");
    const request = new Request(`${BASE_URL}/x`, { signal: AbortSignal.abort("early") });
    await expect(call(request)).rejects.toBe("early");
    expect([sent, requests]).toEqual([[], []]);
  });

  it("passes the signal to the source, which ends the wait for a token", async () => {
    const { source, calls } = manualSource();
    const { signal } = new AbortController();
    void stubbed(0, {}, source).call("/balance", { signal });
    expect(calls[0]?.request?.signal).toBe(signal);
  });

  it("ignores the signal of a Request if the options say null, as fetch does", async () => {
    const { sent, call } = stubbed();
    const request = new Request(`${BASE_URL}/balance`, { signal: AbortSignal.abort(new Error("gone")) });
    await call(request, { signal: null });
    expect(sent).toHaveLength(1);
  });
});

describe("authorizedFetch: User-Agent", () => {
  const agents = (sent: readonly { readonly request: Request }[]) =>
    sent.map(({ request }) => request.headers.get("user-agent"));

  it.each([{}, { headers: { Accept: "*/*" } }, { headers: OWN }])(
    "names the library in User-Agent for the options %j",
    async (init) => {
      const { sent, call } = stubbed();
      await call("/business/balance", init);
      expect(agents(sent)).toEqual([expect.stringMatching(/^wakapay-auth-core\/\d+\.\d+\.\d+/)]);
    },
  );

  it("keeps the caller's User-Agent, also when it sends the request again", async () => {
    const { sent, call } = stubbed(1);
    await call("/business/balance", { headers: { "USER-AGENT": "my-service/2" } });
    expect(agents(sent)).toEqual(["my-service/2", "my-service/2"]);
  });

  it("keeps the User-Agent of a Request", async () => {
    const { sent, call } = stubbed();
    await call(new Request(`${BASE_URL}/x`, { headers: { "User-Agent": "my-service/2" } }));
    expect(agents(sent)).toEqual(["my-service/2"]);
  });
});
