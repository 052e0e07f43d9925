import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, request as sendRaw } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { createSandbox, type ForwardOptions, forwardTo } from "../../src/index.ts";
import { serve } from "../../src/serve.ts";
import { createClient } from "../client.ts";
import { credentials } from "../forms/form.ts";

/** Starts a mock server, and a sandbox in front of it. Both listen on a port. */
async function start(mock: RequestListener, prefix = "", options: ForwardOptions = {}) {
  const server = createServer(mock).listen(0, "127.0.0.1");
  await once(server, "listening");
  const upstream = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async () => {
    server.closeAllConnections();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  const sandbox = await serve({
    credentials: [credentials],
    business: forwardTo(`${upstream}${prefix}`, options),
  });
  onTestFinished(async () => {
    await sandbox.close();
    await stop();
  });
  const token = await createClient({ fetch, url: sandbox.url }).token();
  const call = (path: string, init: RequestInit = {}) =>
    fetch(`${sandbox.url}${path}`, {
      redirect: "manual",
      ...init,
      headers: { ...init.headers, Authorization: `Bearer ${token}` },
    });
  return { sandbox, upstream, stop, token, call };
}

test("forwards method, path, query, headers, and body, without the bearer", async () => {
  const seen: Pick<IncomingMessage, "method" | "url" | "headers">[] = [];
  const { sandbox, token, upstream, call } = await start(async (request, response) => {
    seen.push(request);
    response.writeHead(201, { "Content-Type": "text/plain", "X-Mock": "yes" });
    response.end(await text(request));
  });
  const response = await call("/business/a%2Fb/c?d=e%20f&d=2", {
    method: "PATCH",
    headers: { "Content-Type": "application/x-own", "Idempotency-Key": "once" },
    body: "a body",
  });
  expect([response.status, await response.text()]).toEqual([201, "a body"]);
  expect(response.headers.get("x-mock")).toBe("yes");
  expect(response.headers.get("wakapay-sandbox")).toBe("upstream");
  const [request] = seen;
  expect([request?.method, request?.url]).toEqual(["PATCH", "/business/a%2Fb/c?d=e%20f&d=2"]);
  const entry = sandbox.journal().at(-1);
  expect(request?.headers).toMatchObject({
    host: new URL(upstream).host,
    "content-type": "application/x-own",
    "idempotency-key": "once",
    "wakapay-sandbox-account": "account-1",
    "wakapay-sandbox-token-id": entry?.tokenId,
  });
  expect(JSON.stringify(request?.headers)).not.toContain(token);
  expect(entry).toMatchObject({
    outcome: "authorized",
    status: 201,
    account: "account-1",
    response: { source: "upstream" },
  });
});

test("sends the Authorization header that the mock requires", async () => {
  const { call } = await start((request, response) => response.end(request.headers.authorization), "", {
    authorization: "Bearer mock",
  });
  expect(await (await call("/business/payouts")).text()).toBe("Bearer mock");
});

test.each(["", " Bearer mock", "Bearer\nmock", "Bearer ✓"])("rejects the Authorization header %j", (text) => {
  expect(() => forwardTo("http://127.0.0.1:4020", { authorization: text })).toThrow(
    new TypeError("`authorization` must be a header, such as `Bearer mock`."),
  );
});

test("appends the path to the path of the upstream", async () => {
  const { call } = await start((request, response) => response.end(request.url), "/mock/");
  expect(await (await call("/business/payouts?page=2")).text()).toBe("/mock/business/payouts?page=2");
});

test("removes headers of the connection in both directions", async () => {
  const { sandbox, token } = await start((request, response) => {
    response.writeHead(200, { Connection: "close, X-Hop", "X-Hop": "1", "Keep-Alive": "timeout=9" });
    response.end(JSON.stringify(request.headers));
  });
  const sent = sendRaw(`${sandbox.url}/business/payouts`, {
    headers: {
      Authorization: `Bearer ${token}`,
      Connection: "keep-alive, X-Private",
      "X-Private": "1",
      TE: "trailers",
      "Proxy-Authorization": "Basic abc",
      "WakaPay-Sandbox-Account": "someone-else",
    },
  }).end();
  const [response] = await once(sent, "response");
  expect(response.headers).not.toHaveProperty("x-hop");
  expect(response.headers["keep-alive"]).not.toBe("timeout=9");
  const headers = JSON.parse(await text(response));
  for (const name of ["x-private", "te", "proxy-authorization"]) expect(headers).not.toHaveProperty(name);
  expect(headers["wakapay-sandbox-account"]).toBe("account-1");
});

test("keeps several cookies of the upstream apart", async () => {
  const { call } = await start((_, response) => response.setHeader("Set-Cookie", ["a=1", "b=2"]).end());
  expect((await call("/business/session")).headers.getSetCookie()).toEqual(["a=1", "b=2"]);
});

test("returns a redirect without following it", async () => {
  const { call } = await start((_, response) =>
    response.writeHead(302, { Location: "/business/other" }).end("moved"),
  );
  const response = await call("/business/payouts");
  expect([response.status, response.headers.get("location"), await response.text()]).toEqual([
    302,
    "/business/other",
    "moved",
  ]);
});

test("returns a compressed response decoded, without its old length", async () => {
  const plain = "balance ".repeat(1000);
  const { call } = await start((_, response) => {
    const body = gzipSync(plain);
    response.writeHead(200, { "Content-Encoding": "gzip", "Content-Length": body.byteLength }).end(body);
  });
  const response = await call("/business/report");
  expect(response.headers.get("content-encoding")).toBeNull();
  expect(await response.text()).toBe(plain);
});

test("streams a response while the upstream sends it", async () => {
  const proceed = Promise.withResolvers<void>();
  const { call } = await start(async (_, response) => {
    response.write("first");
    await proceed.promise;
    response.end("second");
  });
  const reader = (await call("/business/events")).body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader?.read())?.value).toBe("first");
  proceed.resolve();
  expect((await reader?.read())?.value).toBe("second");
});

test("forwards 17 MiB in full", async () => {
  const body = new Uint8Array(17 * 2 ** 20).fill(7);
  const { call } = await start(async (request, response) => {
    const digest = createHash("sha256");
    for await (const chunk of request) digest.update(chunk);
    response.end(digest.digest("hex"));
  });
  const response = await call("/business/uploads", { method: "POST", body });
  expect(await response.text()).toBe(createHash("sha256").update(body).digest("hex"));
});

test("sends nothing upstream without a valid token or when a fault is scripted", async () => {
  let received = 0;
  const { sandbox, call } = await start((_, response) => {
    received += 1;
    response.end();
  });
  sandbox.fault({ route: "business", status: 503, times: 1 });
  expect((await call("/business/payouts")).status).toBe(503);
  sandbox.revoke();
  expect((await call("/business/payouts")).status).toBe(401);
  expect((await fetch(`${sandbox.url}/business/payouts`)).status).toBe(401);
  expect((await fetch(`${sandbox.url}/elsewhere`)).status).toBe(404);
  expect(received).toBe(0);
});

test("returns a 502 that says why if the upstream is down, and recovers", async () => {
  const { sandbox, upstream, stop, call } = await start((_, response) => response.end("up"));
  expect((await call("/business/payouts")).status).toBe(200);
  await stop();
  const response = await call("/business/payouts");
  expect(response.status).toBe(502);
  expect(response.headers.get("wakapay-sandbox")).toBe("invented");
  expect(await response.json()).toEqual({
    code: 0,
    error: `the upstream ${upstream} is not available (ECONNREFUSED): start it, or change its URL`,
  });
  expect(sandbox.journal().at(-1)).toMatchObject({
    status: 502,
    outcome: "business error",
    reason: expect.stringContaining("is not available (ECONNREFUSED)"),
  });
});

test("returns a 502 if the upstream closes the connection without a response", async () => {
  const { call } = await start((request) => request.socket.destroy());
  const response = await call("/business/payouts");
  expect([response.status, await response.json()]).toEqual([
    502,
    { code: 0, error: expect.stringMatching(/^the upstream .* is not available \(.+\)/) },
  ]);
});

test("ends the response incomplete if the upstream breaks it off", async () => {
  const { call } = await start((_, response) => {
    response.write("a part", () => response.destroy());
  });
  const text = call("/business/report").then((response) => response.text());
  await expect(text).rejects.toThrow(TypeError);
});

test("cancels the request of a caller that disconnects", async () => {
  const arrived = Promise.withResolvers<void>();
  const canceled = Promise.withResolvers<void>();
  const { sandbox, call } = await start((request) => {
    request.socket.once("close", canceled.resolve);
    arrived.resolve();
  });
  const caller = new AbortController();
  const pending = call("/business/slow", { signal: caller.signal });
  await arrived.promise;
  caller.abort();
  await expect(pending).rejects.toThrow();
  await canceled.promise;
  await expect.poll(() => sandbox.journal().at(-1)?.outcome).toBe("caller disconnected");
});

test("doesn't complete the body of a caller that breaks it off", async () => {
  const ended = Promise.withResolvers<boolean>();
  const started = Promise.withResolvers<void>();
  const { sandbox, token } = await start((request) => {
    request.once("data", () => started.resolve());
    request.once("close", () => ended.resolve(request.complete));
    request.on("error", () => {});
  });
  const caller = sendRaw(`${sandbox.url}/business/uploads`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}` },
  });
  caller.on("error", () => {});
  caller.write("a part");
  await started.promise;
  caller.destroy();
  expect(await ended.promise).toBe(false);
});

test("encodes an account name that does not fit in a header", async () => {
  const server = createServer((request, response) =>
    response.end(request.headers["wakapay-sandbox-account"]),
  ).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const account = "Zürich ✓\n";
  const sandbox = createSandbox({
    credentials: [{ ...credentials, account }],
    business: forwardTo(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
  });
  const client = createClient(sandbox);
  const response = await client.balance(`Bearer ${await client.token()}`);
  expect(decodeURIComponent(await response.text())).toBe(account);
});

test.each([
  "",
  "127.0.0.1:4020",
  "ftp://127.0.0.1",
  "http://user:password@127.0.0.1",
  "http://127.0.0.1/?a=b",
  "http://127.0.0.1/#a",
])("rejects the upstream '%s'", (url) => {
  const message =
    "The upstream must be an http or https URL without credentials, query, and fragment, such as http://127.0.0.1:4020.";
  expect(() => forwardTo(url)).toThrow(new TypeError(message));
});
