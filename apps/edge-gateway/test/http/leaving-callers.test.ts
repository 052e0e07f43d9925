import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { createSandbox } from "@wakapay/sandbox";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mintGatewayKey } from "../../src/access/gateway-key.ts";
import { CREDENTIALS } from "./local-gateway.ts";
import { type ServedGateway, serveGateway } from "./serve-gateway.ts";

const sandbox = createSandbox({ credentials: [CREDENTIALS] });
/** Business requests that arrived, held until the test answers them. */
const arrived: ServerResponse[] = [];
/** Exchanges wait for it. */
let exchanging = Promise.resolve();
let exchanges = 0;
/** How long the bodies are that arrived. */
const lengths = () => arrived.map(({ req }) => req.headers["content-length"]);
const upstream = createServer(async (request, response) => {
  const body = await text(request);
  if (request.url !== "/business/auth") return arrived.push(response);
  exchanges += 1;
  await exchanging;
  const headers = { "content-type": "application/json" };
  const answer = await sandbox.fetch("http://sandbox/business/auth", { method: "POST", headers, body });
  return response.writeHead(answer.status, headers).end(await answer.text());
});

let gateway: ServedGateway;
let key = "";
beforeAll(async () => {
  upstream.listen(0, "127.0.0.1");
  await once(upstream, "listening");
  const minted = await mintGatewayKey("demo");
  key = minted.key;
  const demo = { keys: [minted.hash], routes: [{ methods: ["GET", "POST"], path: "/business/**" }] };
  gateway = await serveGateway({
    variables: {
      GATEWAY_ENVIRONMENT: "local",
      WAKAPAY_BASE_URL: `http://127.0.0.1:${Object(upstream.address()).port}`,
      WAKAPAY_API_KEY: CREDENTIALS.apiKey,
      WAKAPAY_API_SECRET: CREDENTIALS.apiSecret,
      GATEWAY_POLICY: JSON.stringify({ callers: { demo } }),
    },
  });
});
afterAll(async () => {
  await gateway.close();
  upstream.closeAllConnections();
  upstream.close();
});

/** Sends a request; who sent it leaves by resetting the connection. */
function send(method: string, body: string, ...further: readonly string[]): Socket {
  const socket = connect({ port: gateway.port, host: "127.0.0.1" });
  socket.on("error", () => {});
  const lines = [
    `${method} /business/payouts HTTP/1.1`,
    "Host: gateway.test",
    `Authorization: Bearer ${key}`,
    ...further,
  ];
  if (body !== "") lines.push("Content-Type: application/json", `Content-Length: ${body.length}`);
  socket.write(`${lines.join("\r\n")}\r\n\r\n${body}`);
  return socket;
}

/** Sends a request, and leaves once it has reached WakaPay's place. Answers what WakaPay's place holds. */
async function sendAndLeave(
  method: string,
  body: string,
  ...further: readonly string[]
): Promise<ServerResponse> {
  const before = arrived.length;
  const socket = send(method, body, ...further);
  await expect.poll(() => arrived.length, { interval: 10 }).toBe(before + 1);
  socket.resetAndDestroy();
  const held = arrived[before];
  if (held === undefined) throw new TypeError("Nothing arrived");
  return held;
}

test("a POST whose caller leaves before it is sent, while there is no token yet, is never sent", async () => {
  const exchange = Promise.withResolvers<void>();
  exchanging = exchange.promise;
  const socket = send("POST", "{}");
  await expect.poll(() => exchanges, { interval: 10 }).toBe(1);
  socket.resetAndDestroy();
  // By the time that the requests of two who stay have come through, that of who left would have too.
  send("POST", '{"stays":true}');
  exchange.resolve();
  await expect.poll(lengths, { interval: 10 }).toContain("14");
  await sendAndLeave("GET", "");
  for (const response of arrived) response.end("{}");
  expect(lengths()).toEqual(["14", undefined]);
});

test("a GET whose caller leaves is given up", async () => {
  const held = await sendAndLeave("GET", "");
  await once(held, "close");
  expect(held.writableFinished).toBe(false);
});

test("a POST whose caller leaves is finished all the same", async () => {
  const held = await sendAndLeave("POST", "{}");
  const another = await sendAndLeave("GET", "");
  // By the time that the later GET is given up, the POST would have been too.
  await once(another, "close");
  expect(held.destroyed).toBe(false);
  held.end("{}");
  await once(held, "finish");
  expect(held.writableFinished).toBe(true);
});

test("a POST with an Idempotency-Key that meets a 401 after its caller left is renewed, sent once more, and logged", async () => {
  const held = await sendAndLeave("POST", "{}", "Idempotency-Key: 1", "X-Request-Id: left-and-refused");
  const before = arrived.length;
  held.writeHead(401).end("{}");
  await expect.poll(() => arrived.length, { interval: 10 }).toBe(before + 1);
  const again = arrived[before];
  again?.end("{}");
  await sendAndLeave("GET", "").then((response) => response.end("{}"));
  const printed = await gateway.close();
  const line = printed.split("\n").find((text) => text.includes("left-and-refused"));
  expect(JSON.parse(line ?? "null")).toMatchObject({ method: "POST", sends: 2, status: 200 });
});
