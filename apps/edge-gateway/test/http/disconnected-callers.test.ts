import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type ScriptedUpstream, scriptedUpstream } from "./scripted-upstream.ts";

/** Business requests that reached WakaPay's place, waiting for the test to respond. */
const arrived: ServerResponse[] = [];
let tokenRequests = 0;
let beforeToken = Promise.resolve();
let upstream: ScriptedUpstream;
beforeAll(async () => {
  upstream = await scriptedUpstream({
    respond: (_, response) => arrived.push(response),
    beforeToken() {
      tokenRequests += 1;
      return beforeToken;
    },
  });
});
afterEach(() => {
  for (const response of arrived.splice(0)) response.end("{}");
});
afterAll(() => upstream.close());

/** Sends a request. Its caller disconnects by resetting the connection. */
function send(method: string, body: string, ...headers: readonly string[]): Socket {
  const socket = connect({ port: upstream.gateway.port, host: "127.0.0.1" });
  socket.on("error", () => {});
  const lines = [
    `${method} /business/payouts HTTP/1.1`,
    "Host: gateway.test",
    `Authorization: Bearer ${upstream.key}`,
    ...headers,
  ];
  if (body !== "") lines.push("Content-Type: application/json", `Content-Length: ${body.length}`);
  socket.write(`${lines.join("\r\n")}\r\n\r\n${body}`);
  return socket;
}

/**
 * Sends a request, and disconnects when it has reached WakaPay's place. Returns the pending
 * response.
 */
async function sendAndDisconnect(...request: Parameters<typeof send>): Promise<ServerResponse> {
  const before = arrived.length;
  const socket = send(...request);
  await expect.poll(() => arrived.length, { interval: 10 }).toBe(before + 1);
  socket.resetAndDestroy();
  const pending = arrived[before];
  if (pending === undefined) throw new TypeError("Nothing arrived");
  return pending;
}

/** Waits for the log line of a request. */
async function logLine(requestId: string): Promise<Record<string, unknown>> {
  const find = async () =>
    (await upstream.gateway.output()).split("\n").filter((line) => line.includes(requestId));
  await expect.poll(find, { interval: 20 }).not.toEqual([]);
  const lines = await find();
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? "");
}

test("never sends a POST whose caller disconnects before there is a token, and logs it", async () => {
  const token = Promise.withResolvers<void>();
  beforeToken = token.promise;
  const socket = send("POST", "{}", "X-Request-Id: left-before-token");
  await expect.poll(() => tokenRequests, { interval: 10 }).toBe(1);
  socket.resetAndDestroy();
  send("POST", '{"stays":true}');
  token.resolve();
  // When the requests of two callers that stay have arrived, the first one would have, too.
  await expect.poll(() => arrived.length, { interval: 10 }).toBe(1);
  await sendAndDisconnect("GET", "");
  expect(arrived.map(({ req }) => req.headers["content-length"])).toEqual(["14", undefined]);
  expect(await logLine("left-before-token")).toMatchObject({ method: "POST", status: 499 });
});

test("cancels a GET whose caller disconnects, and logs it", async () => {
  const pending = await sendAndDisconnect("GET", "", "X-Request-Id: left-while-reading");
  await once(pending, "close");
  expect(pending.writableFinished).toBe(false);
  expect(await logLine("left-while-reading")).toMatchObject({
    method: "GET",
    caller: "demo",
    route: "/business/**",
    status: 499,
    durationMs: expect.any(Number),
  });
});

test("completes a POST whose caller disconnects", async () => {
  const pending = await sendAndDisconnect("POST", "{}");
  const later = await sendAndDisconnect("GET", "");
  // When the later GET is canceled, the POST would have been, too.
  await once(later, "close");
  expect(pending.destroyed).toBe(false);
  pending.end("{}");
  await once(pending, "finish");
  expect(pending.writableFinished).toBe(true);
});

test("renews, resends and logs a repeatable POST whose caller disconnected", async () => {
  const pending = await sendAndDisconnect(
    "POST",
    "{}",
    "Idempotency-Key: 1",
    "X-Request-Id: left-and-rejected",
  );
  const before = arrived.length;
  pending.writeHead(401).end("{}");
  await expect.poll(() => arrived.length, { interval: 10 }).toBe(before + 1);
  arrived[before]?.end("{}");
  expect(await logLine("left-and-rejected")).toMatchObject({ method: "POST", sends: 2, status: 200 });
});
