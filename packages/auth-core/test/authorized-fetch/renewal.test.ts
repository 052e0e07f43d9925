import { createSandbox, type Sandbox } from "@wakapay/sandbox";
import { describe, expect, it, vi } from "vitest";
import {
  type AuthorizedFetchOptions,
  authorizedFetch,
  TokenError,
  type TokenSource,
} from "../../src/index.ts";
import { exchange } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { issuer, manualSource, tokenOf } from "../support/fake-source.ts";
import { BASE_URL, fetchStub, stubbed } from "./fetch-stub.ts";

describe("authorizedFetch: after a 401", () => {
  it("renews the rejected token, sends once more, and returns the second response", async () => {
    const { sent, responses, requests, call } = stubbed(1);
    const headers = { "Idempotency-Key": "i" };
    const response = await call("/x", { method: "PUT", headers, body: "b" });
    expect(await response.text()).toBe("response 2");
    expect(sent.map(({ authorization }) => authorization)).toEqual(["Bearer token-1", "Bearer token-2"]);
    expect(sent.map(({ request }) => request.headers.get("idempotency-key"))).toEqual(["i", "i"]);
    expect(requests[1]).toMatchObject({ rejected: { value: "token-1" } });
    expect(responses[0]?.bodyUsed).toBe(true);
  });

  it("returns a second 401 after two sends", async () => {
    const { sent, requests, call } = stubbed(2);
    const response = await call("/x");
    expect([response.status, await response.text()]).toEqual([401, "response 2"]);
    expect([sent.length, requests.length]).toEqual([2, 2]);
  });

  it.each([403, 500, 503])("does not renew the token after a %i", async (status) => {
    const { source, requests } = issuer(fakeClock().now);
    const fetch = async () => new Response(null, { status });
    const call = authorizedFetch(source, { baseUrl: BASE_URL, fetch });
    expect((await call("/x")).status).toBe(status);
    expect(requests).toHaveLength(1);
  });

  it.each([
    ["a string", () => "body"],
    ["bytes", () => new TextEncoder().encode("body")],
    ["an ArrayBuffer", () => new TextEncoder().encode("body").buffer as ArrayBuffer],
    ["a Blob", () => new Blob(["body"])],
    ["URLSearchParams", () => new URLSearchParams({ body: "" })],
  ])("resends %s intact", async (_, body) => {
    const { sent, call } = stubbed(1);
    await call("/x", { method: "POST", body: body() });
    expect(await Promise.all(sent.map(({ request }) => request.text()))).toEqual(
      Array(2).fill(expect.stringMatching(/^body=?$/)),
    );
  });

  it("resends FormData intact", async () => {
    const { sent, call } = stubbed(1);
    const body = new FormData();
    body.set("field", "value");
    await call("/x", { method: "POST", body });
    const forms = await Promise.all(sent.map(({ request }) => request.formData()));
    expect(forms.map((form) => form.get("field"))).toEqual(["value", "value"]);
  });

  it("resends FormData of another implementation", async () => {
    class ForeignFormData extends FormData {}
    const sent: unknown[] = [];
    const fetch = async (_: unknown, init?: RequestInit) => {
      sent.push(init?.body);
      return new Response(null, { status: sent.length === 1 ? 401 : 200 });
    };
    const call = authorizedFetch(issuer(fakeClock().now).source, { baseUrl: BASE_URL, fetch });
    const body = new ForeignFormData();
    expect((await call("/x", { method: "POST", body })).status).toBe(200);
    expect(sent).toEqual([expect.any(ForeignFormData), expect.any(ForeignFormData)]);
  });

  it("resends a Request with its body, method, and headers", async () => {
    const { sent, call } = stubbed(1);
    const headers = { "x-trace": "1" };
    await call(new Request("https://api.example/x", { method: "PATCH", headers, body: "body" }));
    expect(await Promise.all(sent.map(({ request }) => request.text()))).toEqual(["body", "body"]);
    expect(sent.map(({ request }) => [request.method, request.headers.get("x-trace")])).toEqual(
      Array(2).fill(["PATCH", "1"]),
    );
  });

  it("resends a request whose body is null", async () => {
    const { sent, call } = stubbed(1);
    expect((await call("/balance", { body: null })).status).toBe(200);
    expect(sent).toHaveLength(2);
  });

  it.each<[string, () => unknown]>([
    ["a web stream", () => new Blob(["body"]).stream()],
    [
      "an async iterator",
      async function* () {
        yield new TextEncoder().encode("body");
      },
    ],
    ["an iterator", () => ["body"].values()],
    ["an old Node.js stream", () => ({ pipe: () => {} })],
  ])("returns the 401 for %s and renews the token for the next call", async (_, body) => {
    const { source, requests } = issuer(fakeClock().now);
    const fetch = vi.fn(async () => new Response("no", { status: 401 }));
    const call = authorizedFetch(source, { baseUrl: BASE_URL, fetch });
    const init = { method: "POST", body: body(), duplex: "half" } as RequestInit;
    const response = await call("/x", init);
    expect([response.status, await response.text()]).toEqual([401, "no"]);
    expect([fetch.mock.calls.length, requests.length]).toEqual([1, 2]);
  });

  it("returns the 401 if mayResend says no", async () => {
    const { sent, requests, call } = stubbed(1, { mayResend: () => false });
    expect((await call("/x", { method: "POST", body: "b" })).status).toBe(401);
    expect([sent.length, requests.length]).toEqual([1, 2]);
  });

  it("passes an unawaited renewal to background as a promise that never rejects", async () => {
    const work: Promise<unknown>[] = [];
    const failing: TokenSource = async (request) => {
      if (request?.rejected) throw new Error("down");
      return tokenOf("a", 0);
    };
    const { call } = stubbed(1, { background: (renewal) => void work.push(renewal) }, failing);
    const init = { method: "POST", body: new ReadableStream(), duplex: "half" as const };
    expect((await call("/balance", init)).status).toBe(401);
    await expect(Promise.all(work)).resolves.toHaveLength(1);
  });

  it("cancels the copy of a Request if the send fails", async () => {
    const cancel = vi.fn();
    const body = new ReadableStream({ cancel });
    const fetch = async (input: string | URL | Request) => {
      void (input as Request).body?.cancel();
      throw new TypeError("fetch failed");
    };
    const call = authorizedFetch(issuer(fakeClock().now).source, { baseUrl: BASE_URL, fetch });
    const init = { method: "POST", body, duplex: "half" } as RequestInit;
    await expect(call(new Request(BASE_URL, init))).rejects.toThrow("fetch failed");
    await vi.waitFor(() => expect(cancel).toHaveBeenCalledOnce());
  });
});

describe("authorizedFetch: if the renewal fails", () => {
  function failing(options: { throwOnFailedRenewal?: boolean } = {}) {
    const { source, calls } = manualSource();
    const { fetch, responses } = fetchStub(1);
    return { calls, responses, call: authorizedFetch(source, { baseUrl: BASE_URL, fetch, ...options }) };
  }

  async function renewalOf(calls: ReturnType<typeof failing>["calls"]) {
    calls[0]?.resolve(tokenOf("a", 0));
    await vi.waitFor(() => expect(calls).toHaveLength(2));
    return calls[1];
  }

  it("returns the first 401 with a readable body", async () => {
    const { calls, call } = failing();
    const sending = call("/x");
    (await renewalOf(calls))?.reject(new TokenError("unavailable", "down"));
    expect(await (await sending).text()).toBe("response 1");
  });

  it("throws the error of the renewal if throwOnFailedRenewal is set", async () => {
    const { calls, call } = failing({ throwOnFailedRenewal: true });
    const sending = call("/x");
    (await renewalOf(calls))?.reject(new TokenError("unavailable", "down"));
    await expect(sending).rejects.toMatchObject({ code: "unavailable" });
  });

  it("rejects with the source's error if there is no token", async () => {
    const { calls, responses, call } = failing();
    const sending = call("/x");
    calls[0]?.reject(new TokenError("credentials_rejected", "no"));
    await expect(sending).rejects.toMatchObject({ code: "credentials_rejected" });
    expect(responses).toHaveLength(0);
  });

  it("rejects with the caller's reason if the caller aborts during the renewal", async () => {
    const aborting = new AbortController();
    let calls = 0;
    const source: TokenSource = async (request) => {
      calls += 1;
      if (calls === 1) return tokenOf("a", 0);
      aborting.abort("gone");
      throw request?.signal?.reason;
    };
    const { call } = stubbed(1, {}, source);
    await expect(call("/x", { signal: aborting.signal })).rejects.toBe("gone");
  });

  /** Responds with 401 to everything, and tells which bodies were canceled. */
  function rejecting(options: Pick<AuthorizedFetchOptions, "mayResend" | "throwOnFailedRenewal">) {
    const cancel = vi.fn();
    const source = vi.fn<TokenSource>(async (request) => {
      if (request?.rejected) throw new Error("down");
      return tokenOf("a", 0);
    });
    const fetch = async () => new Response(new ReadableStream({ cancel }), { status: 401 });
    return { cancel, source, call: authorizedFetch(source, { baseUrl: BASE_URL, fetch, ...options }) };
  }

  it("frees the connection of the 401 if it throws", async () => {
    const { cancel, call } = rejecting({ throwOnFailedRenewal: true });
    await expect(call("/balance")).rejects.toThrow("down");
    await vi.waitFor(() => expect(cancel).toHaveBeenCalledOnce());
  });

  it("throws the error of mayResend before a renewal starts", async () => {
    const { source, call } = rejecting({
      mayResend() {
        throw new Error("cannot say");
      },
    });
    await expect(call("/balance")).rejects.toThrow("cannot say");
    expect(source).toHaveBeenCalledOnce();
  });
});

describe("authorizedFetch: an unread 401 and the connection", () => {
  /**
   * A `fetch` of one connection: the next request waits until the last response was read or
   * canceled.
   */
  function oneConnection(body: () => Uint8Array<ArrayBuffer>) {
    let free = Promise.resolve();
    let sends = 0;
    const fetch = async (): Promise<Response> => {
      await free;
      sends += 1;
      if (sends > 1) return new Response("ok");
      const read = new TransformStream<Uint8Array, Uint8Array>();
      free = (new Response(body()).body?.pipeTo(read.writable) ?? Promise.resolve()).catch(() => {});
      return new Response(read.readable, { status: 401 });
    };
    return fetch;
  }

  it.each([
    ["small", 10],
    ["large", 5_000_000],
  ])("does not delay its own renewal, with a %s body", async (_, size) => {
    const fetch = oneConnection(() => new Uint8Array(size));
    const source: TokenSource = async (request) => {
      if (request?.rejected) await fetch();
      return tokenOf(request?.rejected ? "b" : "a", 0);
    };
    const call = authorizedFetch(source, { baseUrl: BASE_URL, fetch });
    expect(await (await call("/x")).text()).toBe("ok");
  });

  it("stays readable as a whole if the renewal fails", async () => {
    const fetch = oneConnection(() => new Uint8Array(5_000_000));
    const source: TokenSource = async (request) => {
      if (request?.rejected) await fetch().then(() => Promise.reject(new TokenError("unavailable", "down")));
      return tokenOf("a", 0);
    };
    const call = authorizedFetch(source, { baseUrl: BASE_URL, fetch });
    const response = await call("/x");
    expect([response.status, (await response.arrayBuffer()).byteLength]).toEqual([401, 5_000_000]);
  });
});

describe("authorizedFetch: over the sandbox", () => {
  it("delivers the body intact after a revocation", async () => {
    const sandbox: Sandbox = createSandbox({ credentials: [{ apiKey: "k", apiSecret: "s" }] });
    const options = { baseUrl: "http://localhost", allowInsecureLoopback: true, fetch: sandbox.fetch };
    const source = exchange({ ...options, credentials: { apiKey: "k", apiSecret: "s" } });
    let current = await source();
    const call = authorizedFetch(async (request) => {
      if (request?.rejected !== undefined) current = await source(request);
      return current;
    }, options);
    sandbox.revoke();
    const init = { method: "POST", body: "twelve bytes" };
    const response = await call("/business/sandbox-echo", init);
    expect(response.status).toBe(200);
    expect(JSON.stringify(await response.json())).toContain("12");
    expect(sandbox.exchanges()).toBe(2);
  });
});
