import { afterEach, describe, expect, it, vi } from "vitest";
import { type AuthorizedFetchOptions, authorizedFetch, type TokenSource } from "../src/index.ts";
import { fakeClock } from "../src/testing/index.ts";
import { handSource, issuer } from "./support/fake-source.ts";

const baseUrl = "https://api.example/v1";
const OWN = { authorization: "Basic b3duOm93bg==" };

/** Answers 401, without a body, to the first `refusals` sends. */
function world(refusals = 0, from: TokenSource = issuer(fakeClock().now).source) {
  const sent: { url: string; method: string; authorization: string | null }[] = [];
  const work: Promise<unknown>[] = [];
  const fetch = async (input: string | URL | Request, init?: RequestInit) => {
    const url = input instanceof Request ? input.url : String(input);
    const { method = "GET", headers } = init ?? {};
    sent.push({ url, method, authorization: new Headers(headers).get("authorization") });
    return new Response(null, { status: sent.length <= refusals ? 401 : 204 });
  };
  const background = (renewal: Promise<unknown>) => void work.push(renewal);
  return { sent, work, fetch, call: authorizedFetch(from, { baseUrl, fetch, background }) };
}

/** Headers as an iterator: a form that the platform takes, though its types do not say so. */
function once(headers: Record<string, string>): [string, string][] {
  return Object.entries(headers).values() as Iterable<[string, string]> as [string, string][];
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("authorizedFetch: origins that look alike", () => {
  it.each([
    "https://api.example.evil/v1/balance",
    "https://api.example/v1.evil.example/../../x:y",
    "https://api.example:444/v1/balance",
    "https://api.example@evil.example/v1/balance",
    "https://evil.example/https://api.example/v1",
    "s3://bucket/balance",
  ])("%s gets no bearer of another origin", async (url) => {
    const { sent, call } = world();
    await call(url).catch(() => {});
    expect(sent.filter((send) => new URL(send.url).origin !== "https://api.example")).toEqual([]);
  });

  it("a host that only begins like the base's is insecure_url", async () => {
    const { sent, call } = world();
    await expect(call("https://api.example/v1".replace("/v1", ".evil/v1"))).rejects.toMatchObject({
      code: "insecure_url",
      message: expect.stringContaining("https://api.example"),
    });
    expect(sent).toHaveLength(0);
  });

  it("a base without a path is no prefix of a longer host", async () => {
    const { sent, fetch } = world();
    const call = authorizedFetch(issuer(fakeClock().now).source, { baseUrl: "https://api.example", fetch });
    await expect(call("https://api.example.evil/balance")).rejects.toMatchObject({ code: "insecure_url" });
    expect(sent).toHaveLength(0);
  });

  it("a path with a colon is a path", async () => {
    const { sent, call } = world();
    await call("business/rates:latest");
    expect(sent[0]?.url).toBe("https://api.example/v1/business/rates:latest");
  });
});

describe("authorizedFetch: what is sent", () => {
  it("has the bearer also beside another header of thirteen letters", async () => {
    const { sent, call } = world();
    await call("/balance", { headers: { "x-request-tag": "1" } });
    expect(sent[0]?.authorization).toBe("Bearer token-1");
  });

  it("keeps what its options inherit, as the platform's fetch does: a Request may stand in their place", async () => {
    const { sent, call } = world();
    await call("/balance", new Request(baseUrl, { method: "DELETE" }));
    expect(sent).toMatchObject([{ method: "DELETE", authorization: "Bearer token-1" }]);
  });

  it.each([
    ["a Request in place of the options", () => new Request(baseUrl, { method: "DELETE", headers: OWN })],
    ["headers that can be read but once", () => ({ method: "DELETE", headers: once(OWN) })],
  ])("keeps the caller's own Authorization, and all else, in %s", async (_, options) => {
    const { sent, call } = world();
    await call("/balance", options());
    expect(sent).toMatchObject([{ method: "DELETE", authorization: OWN.authorization }]);
  });

  it("is sent again where the body is null, and the 401 has none either", async () => {
    const { sent, call } = world(1);
    expect((await call("/balance", { body: null })).status).toBe(204);
    expect(sent.map(({ authorization }) => authorization)).toEqual(["Bearer token-1", "Bearer token-2"]);
  });

  it("goes out by the platform's own fetch, which a test may replace at any time", async () => {
    const { sent, fetch } = world();
    const call = authorizedFetch(issuer(fakeClock().now).source, { baseUrl });
    vi.stubGlobal("fetch", fetch);
    await call("/balance");
    expect(sent).toHaveLength(1);
  });
});

describe("authorizedFetch: a caller's signal and a renewal that nobody waits for", () => {
  it("passes the signal to the source, which ends the wait for a token", async () => {
    const { source, asked } = handSource();
    const { signal } = new AbortController();
    void world(0, source).call("/balance", { signal });
    expect(asked[0]?.request?.signal).toBe(signal);
  });

  it("passes the renewal behind a one-shot body's 401 to background, as a promise that never rejects", async () => {
    const failing: TokenSource = async (request) => {
      if (request?.rejected) throw new Error("down");
      return issuer(fakeClock().now).source();
    };
    const { work, call } = world(1, failing);
    const init = { method: "POST", body: new ReadableStream(), duplex: "half" as const };
    expect((await call("/balance", init)).status).toBe(401);
    await expect(Promise.all(work)).resolves.toHaveLength(1);
  });

  it("leaves a Request's signal aside where the options say null, as the platform does", async () => {
    const { sent, call } = world();
    const request = new Request(`${baseUrl}/balance`, { signal: AbortSignal.abort(new Error("gone")) });
    await call(request, { signal: null });
    expect(sent).toHaveLength(1);
  });
});

describe("authorizedFetch: what is thrown after a 401", () => {
  /** Answers 401 to everything, and tells which bodies nobody reads any more. */
  function refusing(options: Pick<AuthorizedFetchOptions, "mayResend" | "throwOnFailedRenewal">) {
    const cancel = vi.fn();
    const from: TokenSource = async (request) => {
      if (request?.rejected) throw new Error("down");
      return issuer(fakeClock().now).source();
    };
    const fetch = async () => new Response(new ReadableStream({ cancel }), { status: 401 });
    return {
      cancel,
      from: vi.fn(from),
      call: (source: TokenSource) => authorizedFetch(source, { baseUrl, fetch, ...options }),
    };
  }

  it("the renewal's error, and the 401's connection is free for others", async () => {
    const { cancel, from, call } = refusing({ throwOnFailedRenewal: true });
    await expect(call(from)("/balance")).rejects.toThrow("down");
    expect(cancel).toHaveBeenCalledOnce();
  });

  it("mayResend's own error: no renewal was begun that could fail behind it", async () => {
    const { from, call } = refusing({
      mayResend() {
        throw new Error("cannot say");
      },
    });
    await expect(call(from)("/balance")).rejects.toThrow("cannot say");
    expect(from).toHaveBeenCalledOnce();
  });
});
