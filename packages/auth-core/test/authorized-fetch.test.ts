import { createSandbox, type Sandbox } from "@wakapay/sandbox";
import { describe, expect, it } from "vitest";
import { authorizedFetch, TokenError, type TokenSource } from "../src/index.ts";
import { exchange } from "../src/layers.ts";
import { fakeClock } from "../src/testing/index.ts";
import { handSource, issuer, tokenOf } from "./support/fake-source.ts";

interface Sent {
  readonly url: string;
  readonly init: RequestInit | undefined;
  readonly request: Request;
  readonly authorization: string | null;
}

/** A `fetch` that notes what it is given and answers 401 to the first `refusals` sends. */
function stub(refusals = 0) {
  const sent: Sent[] = [];
  const answers: Response[] = [];
  const fetch = async (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(input, {
      ...init,
      ...(init?.body instanceof ReadableStream && { duplex: "half" }),
    } as RequestInit);
    sent.push({ url: request.url, init, request, authorization: request.headers.get("authorization") });
    const answer = new Response(`answer ${sent.length}`, { status: sent.length <= refusals ? 401 : 200 });
    answers.push(answer);
    return answer;
  };
  return { sent, answers, fetch };
}

function world(refusals = 0, options: { throwOnFailedRenewal?: boolean; mayResend?: () => boolean } = {}) {
  const { sent, answers, fetch } = stub(refusals);
  const { source, requests } = issuer(fakeClock().now);
  return {
    sent,
    answers,
    requests,
    call: authorizedFetch(source, { baseUrl: "https://api.example/v1", fetch, ...options }),
  };
}

describe("authorizedFetch: the bearer", () => {
  it.each([
    ["/business/balance?currency=USD", "https://api.example/v1/business/balance?currency=USD"],
    ["business/balance", "https://api.example/v1/business/balance"],
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
  ])("%s goes to %s", async (input, url) => {
    const { sent, call } = world();
    await call(input);
    expect(sent.map((send) => [send.url, send.authorization])).toEqual([[url, "Bearer token-1"]]);
  });

  it.each([
    "https://evil.example/",
    "https://api.example.evil.example/",
    "https://api.example:8443/",
    "https://api.example@evil.example/",
    "http://api.example/",
    "HTTPS://EVIL.example/",
    "data:text/plain,hello",
    "https:evil.example",
    "https://",
  ])("%s is refused before a token is asked for", async (input) => {
    const { sent, requests, call } = world();
    await expect(call(input)).rejects.toMatchObject({ code: "insecure_url" });
    await expect(call(new URL("https://evil.example/"))).rejects.toMatchObject({ code: "insecure_url" });
    await expect(call(new Request("https://evil.example/"))).rejects.toMatchObject({ code: "insecure_url" });
    expect([sent, requests]).toEqual([[], []]);
  });

  it.each([
    ["a plain object", { "X-Trace": "1" }],
    ["Headers", new Headers({ "x-trace": "1" })],
    ["pairs", [["x-trace", "1"]] as [string, string][]],
  ])("is added to %s, which stays as it was", async (_, headers) => {
    const { sent, call } = world();
    const init = { headers, method: "POST", body: "b" };
    const before = structuredClone([...new Headers(headers)]);
    await call("/x", init);
    expect(sent[0]?.authorization).toBe("Bearer token-1");
    expect(sent[0]?.request.headers.get("x-trace")).toBe("1");
    expect([...new Headers(headers)]).toEqual(before);
    expect(Object.keys(init)).toEqual(["headers", "method", "body"]);
  });

  it("never follows a redirect, whatever the caller says", async () => {
    const { sent, call } = world();
    await call("/x", { redirect: "follow" });
    await call("/x", { redirect: "follow", headers: { authorization: "Basic abc" } });
    expect(sent.map(({ init }) => init?.redirect)).toEqual(["manual", "manual"]);
  });

  it.each([
    { Authorization: "Basic abc" },
    new Headers({ authorization: "Basic abc" }),
    [["aUtHorization", "Basic abc"]] as [string, string][],
  ])("a caller's own Authorization is sent as it is, once", async (headers) => {
    const { sent, requests, call } = world(1);
    expect((await call("/x", { headers })).status).toBe(401);
    expect((await call(new Request("https://api.example/x", { headers }))).status).toBe(200);
    expect(sent.map(({ authorization }) => authorization)).toEqual(["Basic abc", "Basic abc"]);
    expect(requests).toHaveLength(0);
  });

  it("a signal that has ended sends nothing, and rejects with the caller's reason", async () => {
    const sandbox = createSandbox({ credentials: [{ apiKey: "k", apiSecret: "s" }] });
    const source = exchange({
      baseUrl: "http://localhost",
      credentials: { apiKey: "k", apiSecret: "s" },
      allowInsecureLoopback: true,
      fetch: sandbox.fetch,
    });
    const call = authorizedFetch(source, {
      baseUrl: "http://localhost",
      allowInsecureLoopback: true,
      fetch: sandbox.fetch,
    });
    await expect(call("/business/balance", { signal: AbortSignal.abort("early") })).rejects.toBe("early");
    await expect(call(new Request("http://localhost/", { signal: AbortSignal.abort("early") }))).rejects.toBe(
      "early",
    );
    expect(sandbox.journal()).toEqual([]);
  });
});

describe("authorizedFetch: after a 401", () => {
  it("one renewal that names the refused token, one more send, and its answer", async () => {
    const { sent, answers, requests, call } = world(1);
    const answer = await call("/x", { method: "PUT", headers: { "Idempotency-Key": "i" }, body: "b" });
    expect(await answer.text()).toBe("answer 2");
    expect(sent.map(({ authorization }) => authorization)).toEqual(["Bearer token-1", "Bearer token-2"]);
    expect(sent.map(({ request }) => request.headers.get("idempotency-key"))).toEqual(["i", "i"]);
    expect(requests[1]).toMatchObject({ rejected: { value: "token-1" } });
    expect(answers[0]?.bodyUsed).toBe(true);
  });

  it("a second 401 is returned as it is: two sends, no loop", async () => {
    const { sent, requests, call } = world(2);
    const answer = await call("/x");
    expect([answer.status, await answer.text()]).toEqual([401, "answer 2"]);
    expect([sent.length, requests.length]).toEqual([2, 2]);
  });

  it.each([403, 500, 503])("%i renews nothing", async (status) => {
    const { source, requests } = issuer(fakeClock().now);
    const call = authorizedFetch(source, {
      baseUrl: "https://api.example",
      fetch: async () => new Response(null, { status }),
    });
    expect((await call("/x")).status).toBe(status);
    expect(requests).toHaveLength(1);
  });

  it.each([
    ["a string", () => "body"],
    ["bytes", () => new TextEncoder().encode("body")],
    ["a buffer", () => new TextEncoder().encode("body").buffer as ArrayBuffer],
    ["a Blob", () => new Blob(["body"])],
    ["URLSearchParams", () => new URLSearchParams({ body: "" })],
  ])("%s is sent again intact", async (_, body) => {
    const { sent, call } = world(1);
    await call("/x", { method: "POST", body: body() });
    expect(await Promise.all(sent.map(({ request }) => request.text()))).toEqual(
      Array(2).fill(expect.stringMatching(/^body=?$/)),
    );
  });

  it("FormData is sent again intact", async () => {
    const { sent, call } = world(1);
    const body = new FormData();
    body.set("field", "value");
    await call("/x", { method: "POST", body });
    const forms = await Promise.all(sent.map(({ request }) => request.formData()));
    expect(forms.map((form) => form.get("field"))).toEqual(["value", "value"]);
  });

  it("a Request is sent again with its body, method and headers", async () => {
    const { sent, call } = world(1);
    const headers = { "x-trace": "1" };
    await call(new Request("https://api.example/x", { method: "PATCH", headers, body: "body" }));
    expect(await Promise.all(sent.map(({ request }) => request.text()))).toEqual(["body", "body"]);
    expect(sent.map(({ request }) => [request.method, request.headers.get("x-trace")])).toEqual(
      Array(2).fill(["PATCH", "1"]),
    );
  });

  it("a one-shot stream is not sent again: its 401 is returned, and the token is renewed for the next call", async () => {
    const { sent, requests, call } = world(1);
    const body = new Blob(["body"]).stream();
    const answer = await call("/x", { method: "POST", body, duplex: "half" } as RequestInit);
    expect([answer.status, await answer.text()]).toEqual([401, "answer 1"]);
    expect([sent.length, requests.length]).toEqual([1, 2]);
  });

  it("mayResend decides for requests that should not be repeated", async () => {
    const { sent, requests, call } = world(1, { mayResend: () => false });
    expect((await call("/x", { method: "POST", body: "b" })).status).toBe(401);
    expect([sent.length, requests.length]).toEqual([1, 2]);
  });
});

describe("authorizedFetch: when the renewal fails", () => {
  function failing(options: { throwOnFailedRenewal?: boolean } = {}) {
    const { source, asked } = handSource();
    const { fetch, answers } = stub(1);
    return {
      asked,
      answers,
      call: authorizedFetch(source, { baseUrl: "https://api.example", fetch, ...options }),
    };
  }

  async function afterRefusal(asked: ReturnType<typeof failing>["asked"]): Promise<void> {
    asked[0]?.answer(tokenOf("a", 0));
    await fakeClock().settle();
  }

  it("the original 401 is returned, with a readable body", async () => {
    const { asked, answers, call } = failing();
    const given = call("/x");
    await afterRefusal(asked);
    expect(answers[0]?.bodyUsed).toBe(false);
    asked[1]?.fail(new TokenError("unavailable", "down"));
    expect(await (await given).text()).toBe("answer 1");
  });

  it("an option throws the renewal's error instead", async () => {
    const { asked, call } = failing({ throwOnFailedRenewal: true });
    const given = call("/x");
    await afterRefusal(asked);
    asked[1]?.fail(new TokenError("unavailable", "down"));
    await expect(given).rejects.toMatchObject({ code: "unavailable" });
  });

  it("where there is no token at all, the call rejects with the reason", async () => {
    const { asked, answers, call } = failing();
    const given = call("/x");
    asked[0]?.fail(new TokenError("credentials_rejected", "no"));
    await expect(given).rejects.toMatchObject({ code: "credentials_rejected" });
    expect(answers).toHaveLength(0);
  });

  it("a caller that leaves during the renewal gets its own reason, not the 401", async () => {
    const leaving = new AbortController();
    let calls = 0;
    const source: TokenSource = async (request) => {
      calls += 1;
      if (calls === 1) return tokenOf("a", 0);
      leaving.abort("gone");
      throw request?.signal?.reason;
    };
    const call = authorizedFetch(source, { baseUrl: "https://api.example", fetch: stub(1).fetch });
    await expect(call("/x", { signal: leaving.signal })).rejects.toBe("gone");
  });
});

describe("authorizedFetch: over the sandbox", () => {
  it("a body reaches the API intact after a revocation", async () => {
    const sandbox: Sandbox = createSandbox({ credentials: [{ apiKey: "k", apiSecret: "s" }] });
    const options = { baseUrl: "http://localhost", allowInsecureLoopback: true, fetch: sandbox.fetch };
    const source = exchange({ ...options, credentials: { apiKey: "k", apiSecret: "s" } });
    let kept = await source();
    const call = authorizedFetch(async (request) => {
      if (request?.rejected !== undefined) kept = await source(request);
      return kept;
    }, options);
    sandbox.revoke();
    const answer = await call("/business/sandbox-echo", { method: "POST", body: "twelve bytes" });
    expect(answer.status).toBe(200);
    expect(JSON.stringify(await answer.json())).toContain("12");
    expect(sandbox.exchanges()).toBe(2);
  });
});
