import { readFileSync } from "node:fs";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { createSandbox } from "@wakapay/sandbox";
import { serve } from "@wakapay/sandbox/serve";
import { describe, expect, it, vi } from "vitest";
import { TokenError, type TokenEvent } from "../../src/index.ts";
import { type ExchangeOptions, exchange, retrying } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { silentServer, testServer } from "../support/test-server.ts";

const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
const credentials = { apiKey: "key-of-a-test", apiSecret: "secret-of-a-test" };
const local = { credentials, allowInsecureLoopback: true };
const baseUrl = "http://localhost";
const issued = { accessToken: "a.b.c", expiresIn: 3600 };

/** An exchange whose `fetch` returns the same kind of response every time. */
function exchangeWith(respond: () => unknown, options: Partial<ExchangeOptions> = {}) {
  const events: TokenEvent[] = [];
  const source = exchange({
    ...local,
    baseUrl,
    fetch: async () => respond() as Response,
    onEvent: (event) => void events.push(event),
    ...options,
  });
  return { source, events };
}

async function startSandbox(pair: typeof credentials) {
  const sandbox = await serve({ credentials: [pair] });
  return { ...sandbox, [Symbol.asyncDispose]: () => sandbox.close() };
}

/** A body that is sent in chunks of 16 KiB, without an end. */
function endlessBody() {
  const sent = { bytes: 0 };
  const body = new ReadableStream({
    pull(controller) {
      sent.bytes += 16_384;
      controller.enqueue(new Uint8Array(16_384).fill(32));
    },
  });
  return { sent, body };
}

function brokenBody() {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"acc'));
      controller.error(Object.assign(new Error("terminated"), { code: "ECONNRESET" }));
    },
  });
}

describe("exchange", () => {
  it("sends exactly apiKey and apiSecret as JSON, without Authorization", async () => {
    await using server = await testServer((_, response) => response.end(JSON.stringify(issued)));
    const token = await exchange({ ...local, baseUrl: `${server.url}/` })();
    expect(token.value).toBe("a.b.c");
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({ method: "POST", path: "/business/auth" });
    expect(server.requests[0]?.headers["content-type"]).toBe("application/json");
    expect(server.requests[0]?.headers).not.toHaveProperty("authorization");
    expect(JSON.parse(server.requests[0]?.body ?? "")).toEqual(credentials);
  });

  it("names the library and its version in User-Agent", async () => {
    await using server = await testServer((_, response) => response.end(JSON.stringify(issued)));
    await exchange({ ...local, baseUrl: server.url })();
    expect(server.requests[0]?.headers["user-agent"]).toBe(`wakapay-auth-core/${manifest.version}`);
  });

  it("keeps the path of the base URL", async () => {
    await using server = await testServer((_, response) => response.end(JSON.stringify(issued)));
    await exchange({ ...local, baseUrl: `${server.url}/v1/` })();
    expect(server.requests[0]?.path).toBe("/v1/business/auth");
  });

  it("returns a token of the sandbox, whose lifetime starts when the request is sent", async () => {
    await using sandbox = await startSandbox(credentials);
    const now = 1_800_000_000_000;
    const token = await exchange({ ...local, baseUrl: sandbox.url, now: () => now })();
    expect(token).toMatchObject({ issuedAt: now, expiresAt: now + 3_600_000 });
    expect(token.value.split(".")).toHaveLength(3);
    expect(token).not.toHaveProperty("replacements");
    expect(sandbox.exchanges()).toBe(1);
  });

  it("starts the lifetime at the request, not at the response", async () => {
    const clock = fakeClock();
    const sentAt = clock.now();
    const fetch = async () => {
      await clock.advance(700);
      return Response.json({ accessToken: "a", expiresIn: 1 });
    };
    expect(await exchange({ ...local, ...clock, fetch, baseUrl })()).toMatchObject({
      issuedAt: sentAt,
      expiresAt: sentAt + 1_000,
    });
  });

  it("rejects a token that has already expired when it is received", async () => {
    const clock = fakeClock();
    const fetch = async () => {
      await clock.advance(1_000);
      return Response.json({ accessToken: "a", expiresIn: 1 });
    };
    await expect(exchange({ ...local, ...clock, fetch, baseUrl })()).rejects.toMatchObject({
      code: "malformed_response",
    });
  });

  it("counts the consecutive replacements of rejected tokens", async () => {
    const sandbox = createSandbox({ credentials: [credentials] });
    const source = exchange({ ...local, baseUrl, fetch: sandbox.fetch });
    const replacement = await source({ rejected: await source() });
    expect(replacement.replacements).toBe(1);
    expect(await source({ rejected: replacement })).toHaveProperty("replacements", 2);
  });

  it("accepts a token without a lifetime if the machine's clock is an hour ahead", async () => {
    const sandbox = createSandbox({ credentials: [credentials] });
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const { accessToken } = (await (await sandbox.fetch(input, init)).json()) as typeof issued;
      return Response.json({ accessToken, expiresIn: null });
    };
    const now = () => Date.now() + 3_600_000;
    const { issuedAt, expiresAt } = await exchange({ ...local, baseUrl, fetch, now })();
    expect(expiresAt - issuedAt).toBe(3_600_000);
  });

  it("tells caches of frameworks that patch fetch not to store the response", async () => {
    let init: RequestInit | undefined;
    const fetch = async (_: string, options?: RequestInit) => {
      init = options;
      return Response.json(issued);
    };
    await exchange({ ...local, baseUrl, fetch })();
    expect(init?.cache).toBe("no-store");
  });

  it("omits the cache option on platforms whose Request rejects it", async () => {
    let init: RequestInit | undefined;
    vi.stubGlobal("Request", function rejectsCache() {
      throw new TypeError("The 'cache' field on 'RequestInitializerDict' is not implemented.");
    });
    try {
      const fetch = async (_: string, options?: RequestInit) => {
        init = options;
        return Response.json(issued);
      };
      await exchange({ ...local, baseUrl, fetch })();
    } finally {
      vi.unstubAllGlobals();
    }
    expect(init).not.toHaveProperty("cache");
  });
});

describe("exchange: error responses", () => {
  it("maps the documented response to wrong credentials to credentials_rejected", async () => {
    await using sandbox = await startSandbox({ apiKey: "other", apiSecret: "other" });
    await expect(exchange({ ...local, baseUrl: sandbox.url })()).rejects.toMatchObject({
      code: "credentials_rejected",
      status: 401,
    });
  });

  it("does not follow a redirect, so no second origin receives the secret", async () => {
    await using elsewhere = await testServer((_, response) => response.end(JSON.stringify(issued)));
    await using server = await testServer((_, response) =>
      response.writeHead(307, { location: `${elsewhere.url}/business/auth` }).end(),
    );
    await expect(exchange({ ...local, baseUrl: server.url })()).rejects.toMatchObject({
      code: "unexpected_response",
      status: 307,
    });
    expect(elsewhere.requests).toHaveLength(0);
  });

  const statuses = [
    { status: 400, code: "request_rejected" },
    { status: 401, code: "credentials_rejected" },
    { status: 403, code: "unexpected_response" },
    { status: 408, code: "unavailable" },
    { status: 425, code: "unavailable" },
    { status: 429, code: "rate_limited" },
    { status: 503, code: "unavailable" },
  ];
  const init = (status: number) => ({ status, headers: { "retry-after": "40" } });

  it.each(statuses)(
    "decides a $status with 90 KB of HTML by its status and Retry-After",
    async ({ status, code }) => {
      await using server = await testServer((_, response) =>
        response.writeHead(status, { "retry-after": "40" }).end("<p>down</p>".repeat(8_192)),
      );
      await expect(exchange({ ...local, baseUrl: server.url })()).rejects.toMatchObject({
        code,
        status,
        retryAfterMs: 40_000,
      });
    },
  );

  it.each(statuses)(
    "decides a $status with a broken body by its status and Retry-After",
    async ({ status, code }) => {
      const { source } = exchangeWith(() => new Response(brokenBody(), init(status)));
      await expect(source()).rejects.toMatchObject({ code, status, retryAfterMs: 40_000 });
    },
  );

  it.each(statuses)(
    "rejects within a second if the body of a $status never ends",
    async ({ status, code }) => {
      const clock = fakeClock();
      const { source } = exchangeWith(() => new Response(new ReadableStream(), init(status)), clock);
      const failed = expect(source()).rejects.toMatchObject({ code, status, retryAfterMs: 40_000 });
      await clock.advance(1_000);
      await failed;
    },
  );

  it("decides by the status even if the timeout is shorter than the wait for the body", async () => {
    const clock = fakeClock();
    const respond = () => new Response(new ReadableStream(), { status: 401 });
    const { source } = exchangeWith(respond, { ...clock, timeoutMs: 200 });
    const failed = expect(source()).rejects.toMatchObject({ code: "credentials_rejected" });
    await clock.advance(200);
    await failed;
  });

  it("reads the error text of a 401 that arrives slowly", async () => {
    const clock = fakeClock();
    const body = new ReadableStream({
      async start(controller) {
        await clock.wait(900);
        controller.enqueue(new TextEncoder().encode('{"code":0,"error":"invalid payload"}'));
        controller.close();
      },
    });
    const { source } = exchangeWith(() => new Response(body, { status: 401 }), clock);
    const failed = expect(source()).rejects.toMatchObject({ code: "request_rejected" });
    await clock.advance(900);
    await failed;
  });

  it("compares a Retry-After date with the response's Date header", async () => {
    const headers = {
      date: "Thu, 01 Jan 2026 00:00:00 GMT",
      "retry-after": "Thu, 01 Jan 2026 00:02:00 GMT",
    };
    const { source } = exchangeWith(() => new Response(null, { status: 429, headers }));
    await expect(source()).rejects.toMatchObject({ retryAfterMs: 120_000 });
  });
});

describe("exchange: bodies", () => {
  it("stops reading a 200 after 64 KiB", async () => {
    const { sent, body } = endlessBody();
    const { source } = exchangeWith(() => new Response(body));
    await expect(source()).rejects.toMatchObject({ code: "malformed_response" });
    expect(sent.bytes).toBeLessThanOrEqual(65_536 + 3 * 16_384);
  });

  it("times out if the body of a 200 never ends", async () => {
    const clock = fakeClock();
    const { source } = exchangeWith(() => new Response(new ReadableStream()), clock);
    const failed = expect(source()).rejects.toMatchObject({ code: "timeout" });
    await clock.advance(10_000);
    await failed;
  });

  it("reads a Node.js stream, the body of node-fetch", async () => {
    const text = JSON.stringify(issued);
    const bodies = [
      Readable.from([Buffer.from(text.slice(0, 9)), Buffer.from(text.slice(9))]),
      Readable.from([text.slice(0, 9), text.slice(9)]),
    ];
    for (const body of bodies) {
      const { source } = exchangeWith(() => ({ status: 200, headers: new Headers(), body }));
      expect((await source()).value).toBe("a.b.c");
    }
  });

  it("reads a mock that has only status, headers and text()", async () => {
    const text = async () => JSON.stringify(issued);
    const { source } = exchangeWith(() => ({ status: 200, headers: new Headers(), text }));
    expect((await source()).value).toBe("a.b.c");
  });

  it.each<[string, () => unknown]>([
    ["nothing", () => undefined],
    ["no status", () => ({ headers: new Headers(), text: async () => "" })],
    ["no headers", () => ({ status: 200, text: async () => "" })],
    ["no readable body", () => ({ status: 200, headers: new Headers(), json: async () => issued })],
    ["a body that is text", () => ({ status: 200, headers: new Headers(), body: "{}" })],
  ])("says what fetch must return if it returns %s", async (_, respond) => {
    const { source, events } = exchangeWith(respond);
    await expect(source()).rejects.toMatchObject({
      code: "invalid_options",
      message: expect.stringContaining("`fetch` must return a `Response`"),
    });
    expect(events.map(({ type }) => type)).toEqual(["requested", "failed"]);
  });
});

describe("exchange: connections", () => {
  it("times out if the server never responds, and the next call has its own timer", async () => {
    await using server = await silentServer();
    const clock = fakeClock();
    const source = exchange({ ...local, ...clock, baseUrl: server.url, timeoutMs: 10_000 });
    const first = expect(source()).rejects.toMatchObject({
      code: "timeout",
      message: `${server.url} did not respond to the token request within 10000 ms (\`timeoutMs\`).`,
    });
    await server.connected;
    await clock.advance(10_000);
    await first;
    let over = false;
    const second = source().catch(() => {
      over = true;
    });
    await clock.advance(9_999);
    expect(over).toBe(false);
    await clock.advance(1);
    await second;
  });

  it("names the system's code if nothing listens", async () => {
    const gone = await testServer(() => {});
    await gone[Symbol.asyncDispose]();
    await expect(exchange({ ...local, baseUrl: gone.url })()).rejects.toMatchObject({
      code: "unavailable",
      reason: "ECONNREFUSED",
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });

  it("names the system's code if the host does not exist", async () => {
    await expect(exchange({ credentials, baseUrl: "https://api.invalid" })()).rejects.toMatchObject({
      code: "unavailable",
      reason: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/),
    });
  });

  it("says that the port does not use TLS for an https URL to an http server", async () => {
    await using server = await testServer((_, response) => response.end());
    const source = exchange({ credentials, baseUrl: server.url.replace("http:", "https:") });
    await expect(source()).rejects.toMatchObject({
      code: "unavailable",
      reason: "ERR_SSL_WRONG_VERSION_NUMBER",
      isPermanent: true,
      message: expect.stringContaining("accepts https"),
    });
  });

  it("names the reason if the certificate is not trusted", async () => {
    const file = (name: string) => readFileSync(new URL(`../support/tls/${name}`, import.meta.url));
    const options = { key: file("key.pem"), cert: file("certificate.pem") };
    const server = createHttpsServer(options, (_, response) => response.end()).listen(0);
    const { port } = server.address() as AddressInfo;
    await expect(exchange({ credentials, baseUrl: `https://localhost:${port}` })()).rejects.toMatchObject({
      code: "unavailable",
      reason: "DEPTH_ZERO_SELF_SIGNED_CERT",
      isPermanent: true,
    });
    server.close();
  });

  it("names the reason if the port is blocked", async () => {
    const source = exchange({ ...local, baseUrl: "http://localhost:6000" });
    await expect(source()).rejects.toMatchObject({ reason: "bad port", isPermanent: true });
  });

  it.each([
    ["CERT_HAS_EXPIRED", 1],
    ["ERR_TLS_CERT_ALTNAME_INVALID", 1],
    ["ERR_SSL_WRONG_VERSION_NUMBER", 1],
    ["ECONNREFUSED", 4],
    ["EAI_AGAIN", 4],
  ])("lets a failure with %s be attempted %d times", async (code, attempts) => {
    const clock = fakeClock();
    const cause = Object.assign(new Error("failed"), { code });
    const respond = () => Promise.reject(new TypeError("fetch failed", { cause }));
    const { source, events } = exchangeWith(respond, clock);
    const call = expect(retrying(source, clock)()).rejects.toMatchObject({
      code: "unavailable",
      reason: code,
    });
    await clock.advance(30_000);
    await call;
    expect(events.filter(({ type }) => type === "requested")).toHaveLength(attempts);
  });

  it.each([408, 425, 429, 503])("allows a retry after a %d", async (status) => {
    const clock = fakeClock();
    let sends = 0;
    const respond = () => (++sends === 1 ? new Response(null, { status }) : Response.json(issued));
    const { source } = exchangeWith(respond, clock);
    const token = retrying(source, clock)();
    await clock.advance(1_000);
    expect((await token).value).toBe("a.b.c");
  });

  it("is unavailable if the connection breaks before the response or within its body", async () => {
    await using abrupt = await testServer((_, response) => response.destroy());
    await expect(exchange({ ...local, baseUrl: abrupt.url })()).rejects.toMatchObject({
      code: "unavailable",
      reason: "UND_ERR_SOCKET",
    });
    const { source } = exchangeWith(() => new Response(brokenBody()));
    await expect(source()).rejects.toMatchObject({ code: "unavailable", reason: "ECONNRESET" });
  });
});

describe("exchange: signals and events", () => {
  it("emits requested and issued, with a fingerprint in place of the token", async () => {
    const respond = () => Response.json({ accessToken: "abc", expiresIn: 60 });
    const { source, events } = exchangeWith(respond, { now: () => 0 });
    expect((await source()).fingerprint).toBe("ba7816bf8f01cfea");
    expect(events).toEqual([
      { type: "requested" },
      { type: "issued", durationMs: 0, expiresAt: 60_000, fingerprint: "ba7816bf8f01cfea" },
    ]);
  });

  it("emits failed with the code of the error", async () => {
    const { source, events } = exchangeWith(() => new Response(null, { status: 503 }), { now: () => 5 });
    await expect(source()).rejects.toBeInstanceOf(TokenError);
    expect(events).toEqual([{ type: "requested" }, { type: "failed", durationMs: 0, code: "unavailable" }]);
  });

  it("emits failed with the code of a connection error and its reason", async () => {
    const respond = () => Promise.reject(Object.assign(new TypeError("failed"), { code: "ECONNRESET" }));
    const { source, events } = exchangeWith(respond, { now: () => 5 });
    await expect(source()).rejects.toMatchObject({ code: "unavailable" });
    expect(events.at(-1)).toEqual({
      type: "failed",
      durationMs: 0,
      code: "unavailable",
      reason: "ECONNRESET",
    });
  });

  it("rejects with the reason of the caller's signal, and emits failed", async () => {
    await using server = await silentServer();
    const events: TokenEvent[] = [];
    const caller = new AbortController();
    const onEvent = (event: TokenEvent) => void events.push(event);
    const call = expect(
      exchange({ ...local, baseUrl: server.url, onEvent })({ signal: caller.signal }),
    ).rejects.toBe("gone");
    await server.connected;
    caller.abort("gone");
    await call;
    expect(events).toMatchObject([{ type: "requested" }, { type: "failed", code: "aborted" }]);
  });

  it("emits failed with the code of the deadline that aborted it", async () => {
    const { source, events } = exchangeWith(() => new Promise(() => {}));
    const deadline = new TokenError("timeout", "No token within 1000 ms.");
    const caller = new AbortController();
    const call = expect(source({ signal: caller.signal })).rejects.toBe(deadline);
    caller.abort(deadline);
    await call;
    expect(events).toMatchObject([{ type: "requested" }, { type: "failed", code: "timeout" }]);
  });

  it("emits failed for an exchange that the deadline of all attempts ends", async () => {
    const clock = fakeClock();
    const { source, events } = exchangeWith(() => new Promise(() => {}), clock);
    const call = expect(retrying(source, { ...clock, deadlineMs: 15_000 })()).rejects.toMatchObject({
      code: "timeout",
    });
    await clock.advance(15_000);
    await call;
    await clock.settle();
    expect(events.map(({ type }) => type)).toEqual(["requested", "failed", "requested", "failed"]);
    expect(events.at(-1)).toMatchObject({ code: "timeout" });
  });

  it("sends nothing and emits nothing if the signal has already aborted", async () => {
    let sends = 0;
    const { source, events } = exchangeWith(() => {
      sends += 1;
    });
    await expect(source({ signal: AbortSignal.abort("early") })).rejects.toBe("early");
    expect([sends, events]).toEqual([0, []]);
  });
});
