import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { HttpRequest } from "./http-exchange.ts";
import { rawExchange } from "./raw-exchange.ts";
import { type ScriptedUpstream, scriptedUpstream } from "./scripted-upstream.ts";

const MIB = 1_048_576;
const CHUNKED = "Transfer-Encoding: chunked";
const LAST_CHUNK = "0\r\n\r\n";

let upstream: ScriptedUpstream;
const received: string[] = [];
beforeAll(async () => {
  upstream = await scriptedUpstream({
    routes: [
      { methods: ["GET", "HEAD", "POST"], path: "/business/**" },
      { methods: ["POST"], path: "/business/large", maxBodyBytes: 10 * MIB },
    ],
    respond(request, response, body) {
      received.push(`${request.method} ${request.headers["content-length"] ?? "-"} ${body.length}`);
      response.end("{}");
    },
  });
});
afterAll(() => upstream.close());

/** Sends a request head and body as they are. */
function sendRaw(method: string, path: string, headers: readonly string[], body: string) {
  const lines = [`${method} ${path} HTTP/1.1`, "Host: gateway.test", "Connection: close", ...headers];
  return rawExchange(upstream.gateway.port, [`${lines.join("\r\n")}\r\n\r\n`, body]);
}

function withKey(...headers: readonly string[]): readonly string[] {
  return [`Authorization: Bearer ${upstream.key}`, ...headers];
}

describe("an empty chunked body", () => {
  test.each(["GET", "HEAD", "POST"])("counts as no body in a %s request", async (method) => {
    const response = await sendRaw(method, "/business/payouts", withKey(CHUNKED), LAST_CHUNK);
    expect(response.status).toBe(200);
    expect(received.at(-1)).toBe(`${method} ${method === "POST" ? "0" : "-"} 0`);
  });

  test("is rejected in a GET request if it is not empty after all", async () => {
    const response = await sendRaw("GET", "/business/payouts", withKey(CHUNKED), `2\r\n{}\r\n${LAST_CHUNK}`);
    expect(response.status).toBe(400);
  });
});

describe("a body that may be sent twice", () => {
  const post = (bytes: number, headers: HttpRequest["headers"] = {}) =>
    upstream.call("/business/large", {
      method: "POST",
      headers: { "content-type": "application/json", "content-length": `${bytes}`, ...headers },
      body: "x".repeat(bytes),
    });

  test("is limited to 1 MiB even if maxBodyBytes allows more", async () => {
    const key = { "idempotency-key": "1" };
    expect((await post(MIB, key)).status).toBe(200);
    expect((await post(MIB + 1, key)).status).toBe(413);
  });

  test("is limited only by maxBodyBytes if it is streamed", async () => {
    expect((await post(2 * MIB)).status).toBe(200);
    expect(received.at(-1)).toBe(`POST ${2 * MIB} ${2 * MIB}`);
  });

  test("fits into an isolate's memory eight times", async () => {
    const responses = await Promise.all(
      Array.from({ length: 8 }, (_, index) => post(MIB, { "idempotency-key": `${index}` })),
    );
    expect(responses.map(({ status }) => status)).toEqual(Array(8).fill(200));
  });
});

describe("a rejected body of 4 MiB", () => {
  const PARTS = 32;
  const part = Buffer.alloc((4 * MIB) / PARTS, "x");

  /**
   * Sends the whole request, piece by piece, before it reads the response. Returns the status or
   * the error.
   */
  async function statusAfterWriting(headers: readonly string[]): Promise<string> {
    const socket = connect({ port: upstream.gateway.port, host: "127.0.0.1" });
    const failed = new Promise<string>((resolve) => socket.on("error", ({ message }) => resolve(message)));
    const lines = ["POST /business/payouts HTTP/1.1", "Host: gateway.test", ...headers];
    socket.write(`${lines.join("\r\n")}\r\n\r\n`);
    async function writeAndRead(): Promise<string> {
      for (let written = 0; written < PARTS; written += 1) {
        await new Promise((resolve) => socket.write(part, resolve));
        await wait(15);
      }
      const [data] = await once(socket, "data");
      return data.toString("latin1").slice(9, 12);
    }
    return Promise.race([writeAndRead(), failed]).finally(() => socket.destroy());
  }
  const TYPE = "Content-Type: application/json";
  const LENGTH = `Content-Length: ${4 * MIB}`;

  test.each<[string, () => readonly string[]]>([
    ["413", () => withKey(TYPE, LENGTH)],
    ["415", () => withKey("Content-Type: text/plain", LENGTH)],
    ["401", () => [TYPE, LENGTH]],
  ])("is read to its end, so that the caller sees the %s", async (status, headers) => {
    expect(await statusAfterWriting(headers())).toBe(status);
  });
});
