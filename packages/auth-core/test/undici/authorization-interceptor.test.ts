import type { ServerResponse } from "node:http";
import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { serve } from "@wakapay/sandbox/serve";
import type { Dispatcher } from "undici";
import { describe, expect, it, vi } from "vitest";
import { authorizationInterceptor } from "../../src/authorization-interceptor.ts";
import { createTokenManager, TokenError, type TokenSource } from "../../src/index.ts";
import { manualSource, tokenOf } from "../support/fake-source.ts";
import { type ReceivedRequest, rawServer, testServer } from "../support/test-server.ts";
import { interceptorWorld, rejectFirstToken } from "./interceptor-world.ts";
import { versions } from "./undici-versions.ts";

type Headers = NonNullable<Dispatcher.DispatchOptions["headers"]> | null;
type Body = NonNullable<Dispatcher.DispatchOptions["body"]>;

/** A source whose renewals fail. */
const failing: TokenSource = async (request) => {
  if (request?.rejected !== undefined) throw new TokenError("unavailable", "down");
  return tokenOf("token-1", 0);
};

describe.each(versions)("authorizationInterceptor with undici %s", (version, undici) => {
  describe("after a 401", () => {
    it("renews the rejected token, sends once more, and returns the second response", async () => {
      await using world = await interceptorWorld(undici);
      const headers = { "Idempotency-Key": "i" };
      const { status, text } = await world.send({ method: "PUT", headers, body: "b" });
      expect([status, text]).toEqual([200, "received b"]);
      expect(world.authorizations()).toEqual(["Bearer token-1", "Bearer token-2"]);
      expect(world.server.requests.map((request) => request.headers["idempotency-key"])).toEqual(["i", "i"]);
      expect(world.tokenRequests[1]).toMatchObject({ rejected: { value: "token-1" } });
    });

    it("returns a second 401 after two sends", async () => {
      await using world = await interceptorWorld(undici, (_, response) => {
        response.writeHead(401).end(`401 number ${world.server.requests.length}`);
      });
      const { status, text } = await world.send();
      expect([status, text]).toEqual([401, "401 number 2"]);
      expect([world.server.requests.length, world.tokenRequests.length]).toEqual([2, 2]);
    });

    it.each([403, 500, 503])("does not renew the token after a %i", async (status) => {
      await using world = await interceptorWorld(
        undici,
        (_, response) => void response.writeHead(status).end(),
      );
      expect((await world.send()).status).toBe(status);
      expect(world.tokenRequests).toHaveLength(1);
    });

    it.each<[string, () => unknown]>([
      ["a string", () => "the body"],
      ["a Buffer", () => Buffer.from("the body")],
      ["bytes in the middle of a buffer", () => new TextEncoder().encode("<the body>").subarray(1, 9)],
      ["an ArrayBuffer", () => new TextEncoder().encode("the body").buffer],
      ["a Blob", () => new Blob(["the body"])],
    ])("resends %s intact", async (_, body) => {
      await using world = await interceptorWorld(undici);
      const { status } = await world.send({ method: "POST", body: body() as Body });
      expect(status).toBe(200);
      expect(world.server.requests.map((request) => request.body)).toEqual(["the body", "the body"]);
    });

    it("resends FormData intact", async () => {
      await using world = await interceptorWorld(undici);
      const body = new undici.FormData();
      body.set("amount", "1000");
      expect((await world.send({ method: "POST", body })).status).toBe(200);
      const fields = world.server.requests.map((request) => /name="amount"\s+1000\s/.test(request.body));
      expect(fields).toEqual([true, true]);
    });

    it.each<[string, () => unknown]>([
      ["a Node.js stream", () => Readable.from(["the ", "body"])],
      ["a web stream", () => new Blob(["the body"]).stream()],
      [
        "a generator",
        async function* () {
          yield Buffer.from("the body");
        },
      ],
    ])("returns the 401 to %s, and renews the token for the next call", async (_, body) => {
      await using world = await interceptorWorld(undici);
      const { status, text } = await world.send({ method: "POST", body: body() as Body });
      expect([status, text]).toEqual([401, "token-1 is rejected"]);
      expect(world.server.requests.map((request) => request.body)).toEqual(["the body"]);
      expect(world.tokenRequests[1]).toMatchObject({ rejected: { value: "token-1" } });
    });

    it("does not resend what mayResend excludes", async () => {
      const mayResend = vi.fn(({ method }: Dispatcher.DispatchOptions) => method === "GET");
      await using world = await interceptorWorld(undici, undefined, { mayResend });
      expect((await world.send({ method: "POST" })).status).toBe(401);
      expect(JSON.stringify(mayResend.mock.calls)).not.toContain("token-1");
    });

    it("fails with the error of mayResend before a renewal starts", async () => {
      const mayResend = () => {
        throw new Error("cannot say");
      };
      await using world = await interceptorWorld(undici, undefined, { mayResend });
      await expect(world.send()).rejects.toThrow("cannot say");
      expect(world.tokenRequests).toHaveLength(1);
    });

    it("returns the first 401 with its body if the renewal fails", async () => {
      await using world = await interceptorWorld(undici, undefined, { source: failing });
      const { status, text } = await world.send();
      expect([status, text]).toEqual([401, "token-1 is rejected"]);
      expect(world.server.requests).toHaveLength(1);
    });

    it("returns a large 401 as a whole if the renewal fails", async () => {
      const large = "x".repeat(5_000_000);
      const { source, calls } = manualSource();
      const respond = (_: ReceivedRequest, response: ServerResponse) =>
        void response.writeHead(401).end(large);
      await using world = await interceptorWorld(undici, respond, { source });
      const sent = world.send();
      calls[0]?.resolve(tokenOf("token-1", 0));
      await vi.waitFor(() => expect(calls).toHaveLength(2));
      calls[1]?.reject(new TokenError("unavailable", "down"));
      const { status, text } = await sent;
      expect([status, text.length]).toEqual([401, large.length]);
    });

    it("fails with the renewal's error if throwOnFailedRenewal is set", async () => {
      const options = { source: failing, throwOnFailedRenewal: true };
      await using world = await interceptorWorld(undici, undefined, options);
      await expect(world.send()).rejects.toMatchObject({ code: "unavailable" });
    });

    it("sends again on the connection of the first 401 if its body is complete", async () => {
      const ports: (number | undefined)[] = [];
      await using world = await interceptorWorld(undici, (request, response) => {
        ports.push(response.socket?.remotePort);
        rejectFirstToken(request, response);
      });
      const single = new undici.Agent({ connections: 1 });
      const dispatcher = single.compose(world.interceptor);
      expect((await world.send({ dispatcher } as object)).status).toBe(200);
      expect(ports[1]).toBe(ports[0]);
      await single.destroy();
    });

    it.each([
      ["a 401 that never ends", ""],
      ["a large 401 that never ends", "x".repeat(1_000_000)],
    ])("does not wait for %s, even with one connection", async (_, start) => {
      await using world = await interceptorWorld(undici, ({ headers }, response) => {
        if (headers.authorization === "Bearer token-1") response.writeHead(401).write(`first ${start}`);
        else response.end("second");
      });
      const single = new undici.Agent({ connections: 1 });
      const dispatcher = single.compose(world.interceptor);
      expect((await world.send({ dispatcher } as object)).text).toBe("second");
      await single.destroy();
    });

    it("sends again even if the connection of the first 401 breaks", async () => {
      const { source, calls } = manualSource();
      await using world = await interceptorWorld(
        undici,
        ({ headers }, response) => {
          if (headers.authorization !== "Bearer token-1") return void response.end("second");
          response.writeHead(401, { "content-length": 100 }).write("first");
          response.socket?.end();
        },
        { source },
      );
      const sent = world.send();
      calls[0]?.resolve(tokenOf("token-1", 0));
      await vi.waitFor(() => expect(calls).toHaveLength(2));
      calls[1]?.resolve(tokenOf("token-2", 0));
      expect((await sent).text).toBe("second");
    });
  });

  describe("over the sandbox", () => {
    const credentials = { apiKey: "key-for-undici", apiSecret: "secret-for-undici" };

    async function connected() {
      const sandbox = await serve({ credentials: [credentials] });
      const options = { baseUrl: sandbox.url, allowInsecureLoopback: true };
      const wakapay = createTokenManager({ ...options, ...credentials });
      const agent = new undici.Agent();
      const dispatcher = agent.compose(authorizationInterceptor(wakapay.source, options));
      const balance = `${sandbox.url}/business/balance?currency=USD`;
      async function call(): Promise<number> {
        const { statusCode, body } = await undici.request(balance, { dispatcher });
        await body.dump();
        return statusCode;
      }
      const end = async () => {
        await agent.destroy();
        await sandbox.close();
      };
      return { sandbox, wakapay, dispatcher, balance, call, [Symbol.asyncDispose]: end };
    }

    it("makes one exchange for 50 cold calls, and one for 50 calls after a revocation", async () => {
      await using world = await connected();
      const calls = () => Promise.all(Array.from({ length: 50 }, world.call));
      expect(new Set(await calls())).toEqual(new Set([200]));
      expect(world.sandbox.exchanges()).toBe(1);
      world.sandbox.revoke();
      expect(new Set(await calls())).toEqual(new Set([200]));
      expect(world.sandbox.exchanges()).toBe(2);
    });

    it("keeps the new token after a late 401 for the old one", async () => {
      await using world = await connected();
      expect(await world.call()).toBe(200);
      const old = await world.wakapay.source();
      world.sandbox.revoke();
      expect(await world.call()).toBe(200);
      const stale = async (request?: { rejected?: unknown }) =>
        request?.rejected === undefined ? old : world.wakapay.source(request as object);
      const options = { baseUrl: world.sandbox.url, allowInsecureLoopback: true };
      const late = new undici.Agent().compose(authorizationInterceptor(stale, options));
      expect((await undici.request(world.balance, { dispatcher: late })).statusCode).toBe(200);
      expect(world.sandbox.exchanges()).toBe(2);
      await late.destroy();
    });

    it("serves as the dispatcher of the manager's own token requests", async () => {
      await using world = await connected();
      const options = { baseUrl: world.sandbox.url, allowInsecureLoopback: true };
      const agent = new undici.Agent();
      const fetch = (url: string, init: object) => undici.fetch(url, { ...init, dispatcher });
      const wakapay = createTokenManager({ ...options, ...credentials, fetch });
      const dispatcher = agent.compose(authorizationInterceptor(wakapay.source, options));
      expect((await undici.request(world.balance, { dispatcher })).statusCode).toBe(200);
      expect((await wakapay.fetch("/business/balance?currency=USD")).status).toBe(200);
      expect(world.sandbox.exchanges()).toBe(1);
      await agent.destroy();
    });

    it("caches nothing of an account if the cache is nearer to the network", async () => {
      if (undici.interceptors.cache === undefined) return; // undici 6 has no cache
      const respond = (_: ReceivedRequest, response: ServerResponse) =>
        void response.writeHead(200, { "cache-control": "max-age=60" }).end("private");
      await using cached = await interceptorWorld(undici, respond);
      const dispatcher = cached.bare.compose(undici.interceptors.cache(), cached.interceptor);
      for (let call = 0; call < 2; call++) await cached.send({ dispatcher } as object);
      expect(cached.server.requests).toHaveLength(2);
    });

    it("sends the token with fetch, stream, and pipeline", async () => {
      await using world = await connected();
      const { dispatcher, balance } = world;
      expect((await undici.fetch(balance, { dispatcher } as object)).status).toBe(200);
      const sink = new PassThrough();
      await undici.stream(balance, { dispatcher, method: "GET" }, () => sink);
      expect(await text(sink)).toContain("USD");
      const piped = undici.pipeline(balance, { dispatcher, method: "GET" }, ({ body }) => body).end();
      expect(await text(piped)).toContain("USD");
      expect(world.sandbox.exchanges()).toBe(1);
    });
  });

  describe("origins and headers", () => {
    it("passes requests to other origins on without the token", async () => {
      await using world = await interceptorWorld(undici);
      await using other = await testServer((_, response) => void response.end());
      await world.send({ headers: { a: "1" } }, other.url);
      await world.send({}, world.server.url.replace("127.0.0.1", "localhost")).catch(() => {});
      expect(other.requests.map(({ headers }) => [headers["a"], headers.authorization])).toEqual([
        ["1", undefined],
      ]);
      expect(world.tokenRequests).toHaveLength(0);
    });

    it("fails if it cannot know the origin of a request", async () => {
      await using world = await interceptorWorld(undici);
      const pool = new undici.Pool(world.server.url);
      const request = pool.compose(world.interceptor).request({ path: "/x", method: "GET" });
      // undici 8 tells interceptors the origin of a pool.
      if (version === "8") expect((await request).statusCode).toBe(200);
      else await expect(request).rejects.toMatchObject({ code: "insecure_url" });
      await pool.destroy();
    });

    it("sends the token of a pool if the request has an origin", async () => {
      await using world = await interceptorWorld(undici);
      const pool = new undici.Pool(world.server.url);
      const options = { origin: new URL(world.server.url), path: "/x", method: "GET" } as const;
      expect((await pool.compose(world.interceptor).request(options)).statusCode).toBe(200);
      await pool.destroy();
    });

    it.each<[string, Headers]>([
      ["an object", { AUTHORIZATION: "Bearer mine" }],
      ["a list", ["a", "1", "Authorization", "Bearer mine"]],
      ["a Map", new Map([["authorization", "Bearer mine"]])],
      ["an iterator", new Map([["authorization", "Bearer mine"]]).entries()],
    ])("sends the caller's own Authorization header in %s as it is", async (_, headers) => {
      await using world = await interceptorWorld(undici, (_, response) => void response.writeHead(401).end());
      expect((await world.send({ headers })).status).toBe(401);
      expect(world.authorizations()).toEqual(["Bearer mine"]);
      expect(world.tokenRequests).toHaveLength(0);
    });

    it.each<[string, Headers]>([
      ["an object", { a: ["1", "2"], b: "authorization", authorization: undefined }],
      ["a list", ["a", "1", "a", "2", "b", "authorization"]],
      [
        "pairs",
        new Set<[string, string | string[]]>([
          ["a", ["1", "2"]],
          ["b", "authorization"],
        ]),
      ],
      ["no headers", null],
    ])("adds the token to %s", async (form, headers) => {
      await using world = await interceptorWorld(undici);
      await world.send({ headers });
      const expected = form === "no headers" ? {} : { a: "1, 2", b: "authorization" };
      for (const received of world.server.requests) expect(received.headers).toMatchObject(expected);
      expect(world.authorizations()).toEqual(["Bearer token-1", "Bearer token-2"]);
    });

    it("sends the request that was called for, even if the caller changes it afterwards", async () => {
      const { source, calls } = manualSource();
      await using world = await interceptorWorld(undici, undefined, { source });
      const headers: Record<string, string> = { a: "1" };
      const body = Buffer.from("before");
      const sent = world.send({ method: "POST", headers, body });
      const change = () => {
        headers["a"] = "2";
        headers["authorization"] = "Bearer later";
        body.write("after!");
      };
      change();
      calls[0]?.resolve(tokenOf("token-1", 0));
      await vi.waitFor(() => expect(calls).toHaveLength(2));
      calls[1]?.resolve(tokenOf("token-2", 0));
      await sent;
      expect(world.server.requests.map((one) => [one.headers["a"], one.body])).toEqual([
        ["1", "before"],
        ["1", "before"],
      ]);
      expect(world.authorizations()).toEqual(["Bearer token-1", "Bearer token-2"]);
    });
  });

  describe("redirects", () => {
    it("returns the 3xx response, even if undici is set up to follow it", async () => {
      await using world = await interceptorWorld(undici, ({ path }, response) => {
        response.writeHead(path === "/x" ? 302 : 200, { location: "/y" }).end();
      });
      expect((await world.send(version === "6" ? ({ maxRedirections: 3 } as object) : {})).status).toBe(302);
      const redirect = undici.interceptors.redirect({ maxRedirections: 3 });
      const dispatcher = world.bare.compose(redirect, world.interceptor);
      expect((await world.send({ dispatcher } as object)).status).toBe(302);
      expect(world.server.requests.map(({ path }) => path)).toEqual(["/x", "/x"]);
    });

    it("sends no token to another origin that an outer interceptor is redirected to", async () => {
      await using other = await testServer((_, response) => void response.end("other"));
      await using world = await interceptorWorld(undici, (_, response) => {
        response.writeHead(302, { location: other.url }).end();
      });
      const redirect = undici.interceptors.redirect({ maxRedirections: 3 });
      const dispatcher = world.bare.compose(world.interceptor, redirect);
      expect((await world.send({ dispatcher } as object)).text).toBe("other");
      expect(
        (await undici.fetch(`${world.server.url}/x`, { dispatcher: world.agent } as object)).status,
      ).toBe(200);
      expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
      expect(world.authorizations()).toEqual(["Bearer token-1", "Bearer token-2"]);
    });
  });

  describe("a caller that aborts", () => {
    it("leaves while it waits for a token, and others still get theirs", async () => {
      const { source, calls } = manualSource();
      await using world = await interceptorWorld(undici, undefined, { source });
      const aborting = new AbortController();
      const one = world.send({ signal: aborting.signal });
      const other = world.send();
      aborting.abort(new Error("gone"));
      for (const { request, resolve, reject } of calls) {
        if (request?.signal?.aborted) reject(request.signal.reason);
        else resolve(tokenOf("token-2", 0));
      }
      await expect(one).rejects.toThrow("gone");
      expect((await other).status).toBe(200);
      expect(world.server.requests).toHaveLength(1);
    });

    it("leaves while its token is renewed", async () => {
      const aborting = new AbortController();
      const source: TokenSource = async (request) => {
        if (request?.rejected === undefined) return tokenOf("token-1", 0);
        aborting.abort(new Error("gone"));
        throw request.signal?.reason;
      };
      await using world = await interceptorWorld(undici, undefined, { source });
      await expect(world.send({ signal: aborting.signal })).rejects.toThrow("gone");
      expect(world.server.requests).toHaveLength(1);
    });

    it.each(["token-1", "token-2"])("leaves while the response to %s is awaited", async (token) => {
      const aborting = new AbortController();
      await using world = await interceptorWorld(undici, ({ headers }, response) => {
        if (headers.authorization === `Bearer ${token}`) aborting.abort(new Error("gone"));
        else response.writeHead(401).end();
      });
      await expect(world.send({ signal: aborting.signal })).rejects.toThrow("gone");
      expect(world.authorizations().at(-1)).toBe(`Bearer ${token}`);
    });

    it("sends nothing if its signal has aborted", async () => {
      await using world = await interceptorWorld(undici);
      const signal = AbortSignal.abort(new Error("gone"));
      await expect(world.send({ signal })).rejects.toThrow("gone");
      expect([world.tokenRequests.length, world.server.requests.length]).toEqual([0, 0]);
    });
  });

  it("fails with the source's error if there is no token", async () => {
    const source: TokenSource = async () => {
      throw new TokenError("credentials_rejected", "no");
    };
    await using world = await interceptorWorld(undici, undefined, { source });
    await expect(world.send()).rejects.toMatchObject({ code: "credentials_rejected" });
    expect(world.server.requests).toHaveLength(0);
  });

  it("passes early hints and trailers on", async () => {
    await using world = await interceptorWorld(undici, (_, response) => {
      response.writeEarlyHints({ link: "</style.css>; rel=preload" });
      response.writeHead(200, { trailer: "checksum" });
      response.addTrailers({ checksum: "abc" });
      response.end("done");
    });
    const onInfo = vi.fn();
    const options = { path: "/x", dispatcher: world.agent, onInfo } as const;
    const { body, trailers } = await undici.request(world.server.url, options);
    expect(await body.text()).toBe("done");
    expect(onInfo).toHaveBeenCalledWith(expect.objectContaining({ statusCode: 103 }));
    expect(trailers).toEqual({ checksum: "abc" });
  });

  it.each([200, 401])("pauses a response with status %i that the caller does not read", async (status) => {
    const LARGE = 50_000_000;
    let large: ServerResponse | undefined;
    const respond = ({ path }: ReceivedRequest, response: ServerResponse) => {
      response.writeHead(path === "/large" ? status : 200);
      if (path === "/large") large = response;
      response.end(path === "/large" ? Buffer.alloc(LARGE) : "small");
    };
    await using world = await interceptorWorld(undici, respond, { source: failing });
    const options = { path: "/large", dispatcher: world.agent } as const;
    const { body } = await undici.request(world.server.url, options);
    for (let call = 0; call < 20; call++) expect((await world.send()).text).toBe("small");
    expect(large?.socket?.writableLength).toBeGreaterThan(LARGE / 2);
    let received = 0;
    for await (const part of body) received += part.length;
    expect(received).toBe(LARGE);
  });

  describe("protocols other than a request and its response", () => {
    it("sends the token with an upgrade and passes the socket on", async () => {
      const source = async () => tokenOf("token-1", 0);
      await using server = await rawServer((head, socket) => {
        const [authorization] = /^authorization: .*$/im.exec(head) ?? [];
        socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n");
        socket.end(`${authorization}`);
      });
      const agent = new undici.Agent();
      const options = { baseUrl: server.url, allowInsecureLoopback: true };
      const dispatcher = agent.compose(authorizationInterceptor(source, options));
      const { socket } = await undici.upgrade(server.url, { dispatcher, protocol: "echo" });
      expect(await text(socket)).toBe("authorization: Bearer token-1");
      await agent.destroy();
    });

    it("passes CONNECT on without the token", async () => {
      const source = vi.fn(async () => tokenOf("token-1", 0));
      await using server = await rawServer((head, socket) => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        socket.end(head.toLowerCase().includes("authorization") ? "token" : "no token");
      });
      const agent = new undici.Agent();
      const options = { baseUrl: server.url, allowInsecureLoopback: true };
      const dispatcher = agent.compose(authorizationInterceptor(source, options));
      const { socket } = await undici.connect(server.url, { dispatcher, path: "example.com:443" } as object);
      expect(await text(socket)).toBe("no token");
      expect(source).not.toHaveBeenCalled();
      await agent.destroy();
    });
  });
});
