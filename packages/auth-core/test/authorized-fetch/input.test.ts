import { describe, expect, it } from "vitest";
import { authorizedFetch, type TokenRequest, type TokenSource } from "../../src/index.ts";
import { manualSource, tokenOf } from "../support/fake-source.ts";
import { BASE_URL, fetchStub } from "./fetch-stub.ts";

/** The state of the token when the caller calls: each makes the send or the resend happen later. */
const STATES: Readonly<Record<string, { readonly rejections: number; readonly source: () => TokenSource }>> =
  {
    "while there is no token yet": { rejections: 0, source: () => async () => tokenOf("a", 0) },
    "on the resend after a 401": {
      rejections: 3,
      source: () => {
        const source: TokenSource = async (request) => tokenOf(request?.rejected ? "b" : "a", 0);
        return Object.assign(source, { peek: () => tokenOf("a", 0) });
      },
    },
  };

function calling(state: keyof typeof STATES) {
  const { rejections = 0, source = () => manualSource().source } = STATES[state] ?? {};
  const { sent, fetch } = fetchStub(rejections);
  return { sent, rejections, call: authorizedFetch(source(), { baseUrl: BASE_URL, fetch }) };
}

describe.each(Object.keys(STATES))("authorizedFetch reads its input when it is called: %s", (state) => {
  it("sends each payment once, even if the caller reuses the options and the headers", async () => {
    const { sent, rejections, call } = calling(state);
    const headers: Record<string, string> = {};
    const init: RequestInit = { method: "POST", headers };
    const calls = ["p1", "p2", "p3"].map((payment) => {
      init.body = payment;
      headers["idempotency-key"] = payment;
      return call("/business/payments", init);
    });
    init.method = "DELETE";
    await Promise.all(calls);
    const seen = sent
      .slice(rejections)
      .map(async ({ request }) => [
        request.method,
        request.headers.get("idempotency-key"),
        await request.text(),
      ]);
    expect(await Promise.all(seen)).toEqual(["p1", "p2", "p3"].map((p) => ["POST", p, p]));
  });

  it.each<[string, () => { body: NonNullable<RequestInit["body"]>; change: () => void }]>([
    [
      "bytes",
      () => {
        const body = new TextEncoder().encode("a=1");
        return { body, change: () => body.fill(0) };
      },
    ],
    [
      "a view of bytes",
      () => {
        const bytes = new TextEncoder().encode("--a=1--");
        return { body: new DataView(bytes.buffer, 2, 3), change: () => bytes.fill(0) };
      },
    ],
    [
      "an ArrayBuffer",
      () => {
        const bytes = new TextEncoder().encode("a=1");
        return { body: bytes.buffer, change: () => bytes.fill(0) };
      },
    ],
    [
      "URLSearchParams",
      () => {
        const body = new URLSearchParams({ a: "1" });
        return { body, change: () => body.set("a", "2") };
      },
    ],
  ])("sends %s as they were", async (_, make) => {
    const { sent, call } = calling(state);
    const { body, change } = make();
    const done = call("/x", { method: "POST", body });
    change();
    await done;
    expect(await sent.at(-1)?.request.text()).toBe("a=1");
  });

  it("sends FormData as it was", async () => {
    const { sent, call } = calling(state);
    const body = new FormData();
    body.set("a", "1");
    body.set("file", new Blob(["text"]), "name.txt");
    const done = call("/x", { method: "POST", body });
    body.set("a", "2");
    body.delete("file");
    await done;
    const form = await sent.at(-1)?.request.formData();
    expect([form?.get("a"), form?.get("file")]).toEqual(["1", expect.objectContaining({ name: "name.txt" })]);
  });

  it("sends Headers and a Request as they were", async () => {
    const { sent, rejections, call } = calling(state);
    const headers = new Headers({ "x-trace": "1" });
    const request = new Request(`${BASE_URL}/x`, { headers, method: "POST", body: "b" });
    const done = [call("/x", { headers }), call(request)];
    headers.set("x-trace", "2");
    request.headers.set("x-trace", "2");
    await Promise.all(done);
    const traces = sent.slice(Math.min(rejections, 2)).map((send) => send.request.headers.get("x-trace"));
    expect(traces.every((trace) => trace === "1")).toBe(true);
    expect(traces.length).toBeGreaterThanOrEqual(2);
  });

  it("takes over the body of a Request at once, as fetch does", async () => {
    const { call } = calling(state);
    const request = new Request(`${BASE_URL}/x`, { method: "POST", body: "b" });
    const done = call(request);
    expect(request.bodyUsed).toBe(true);
    await done;
  });
});

it("reads its input when it is called, in the leeway and after expiry too", async () => {
  const { source, calls } = manualSource();
  const { sent, fetch } = fetchStub();
  const call = authorizedFetch(Object.assign(source, { peek: () => undefined }), {
    baseUrl: BASE_URL,
    fetch,
  });
  const init: RequestInit & { signal?: AbortSignal } = { method: "POST", body: "first" };
  const done = call("/x", init);
  init.body = "second";
  init.signal = AbortSignal.abort();
  const request: TokenRequest | undefined = calls[0]?.request;
  calls[0]?.resolve(tokenOf("a", 0));
  await done;
  expect(request?.signal).toBeUndefined();
  expect(await sent[0]?.request.text()).toBe("first");
});

it("passes members that fetch does not define on to fetch, also on the resend", async () => {
  const seen: unknown[] = [];
  const fetch = async (_: unknown, init?: RequestInit & { readonly tries?: string }) => {
    seen.push(init?.tries);
    return new Response(null, { status: 401 });
  };
  const call = authorizedFetch(async () => tokenOf("a", 0), { baseUrl: BASE_URL, fetch });
  const init: RequestInit & { readonly tries: string } = { tries: "three" };
  await call("/business/balance", init);
  expect(seen).toEqual(["three", "three"]);
});
