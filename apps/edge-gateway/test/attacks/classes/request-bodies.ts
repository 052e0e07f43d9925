import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { expect } from "vitest";
import type { AttackClass, Outcome, Scenario } from "../attack.ts";
import { ECHO, JSON_TYPE, jsonPost, type RequestParts, requestText } from "../request-parts.ts";

const KIB = 1_024;
const MIB = 1_024 * KIB;
const CHUNKED = "Transfer-Encoding: chunked";
const LAST_CHUNK = "0\r\n\r\n";
const TOO_LARGE = { status: 413, problem: "body_too_large" } as const;
const TOO_SLOW = { status: 408, problem: "body_too_slow" } as const;
const TEN_BYTES = {
  method: "POST",
  target: ECHO,
  key: "narrow",
  headers: [JSON_TYPE, "Content-Length: 10"],
} as const;

function chunk(size: number): string {
  return `${size.toString(16)}\r\n${"x".repeat(size)}\r\n`;
}

/** A rejected body of 4 MiB. Many callers read the response only after they have sent it all. */
function rejectedLargeBody(name: string, parts: RequestParts, status: number): Scenario {
  return {
    name,
    expected: `${status} for a caller that first sends the whole body`,
    async run({ served, keys }) {
      const { headers = [] } = parts;
      const request = { method: "POST", ...parts, headers: [...headers, `Content-Length: ${4 * MIB}`] };
      const chunks = Array.from({ length: 32 }, () => "x".repeat(128 * KIB));
      const response = await sendThenRead(served.port, [requestText(request, keys), ...chunks]);
      expect(response).toMatch(`HTTP/1.1 ${status} `);
    },
  };
}

/** Writes all chunks before it reads. Rejects if the connection is reset. */
async function sendThenRead(port: number, chunks: readonly string[]): Promise<string> {
  const socket = connect({ port, host: "127.0.0.1" });
  const failed = new Promise<never>((_, reject) => socket.on("error", reject));
  async function writeAndRead(): Promise<string> {
    for (const chunk of chunks) {
      await new Promise((resolve) => socket.write(chunk, resolve));
      await wait(15);
    }
    const [data] = await once(socket, "data");
    return data.toString("latin1");
  }
  return Promise.race([writeAndRead(), failed]).finally(() => socket.destroy());
}

function checkNoBody({ sent }: Outcome): void {
  expect(sent.map(({ body }) => body)).toEqual([""]);
}

/** Bodies that are too large, too slow, or incomplete. */
export const requestBodies: AttackClass = {
  title: "Request bodies",
  description: "Bodies that are too large, too slow, or empty. No truncated body looks complete to WakaPay.",
  attacks: [
    { name: "1 byte over 1 MiB", request: jsonPost("x".repeat(MIB + 1)), expected: TOO_LARGE },
    {
      name: "1 byte over 64 KiB, with an Idempotency-Key",
      request: jsonPost("x".repeat(64 * KIB + 1), { headers: ["Idempotency-Key: 1"] }),
      expected: TOO_LARGE,
    },
    {
      name: "1 byte over 1 MiB, with an Idempotency-Key, to a route that allows 10 MiB",
      request: jsonPost("x".repeat(MIB + 1), {
        target: "/business/uploads",
        headers: ["Idempotency-Key: 1"],
      }),
      expected: { ...TOO_LARGE, and: "a caller cannot force buffering of 10 MiB" },
    },
    {
      name: "1 byte over the route's limit",
      request: jsonPost("x".repeat(1_001), { key: "narrow" }),
      expected: TOO_LARGE,
    },
    {
      name: "chunks over 64 KiB, with an Idempotency-Key",
      request: jsonPost(chunk(40_000) + chunk(40_000) + LAST_CHUNK, {
        headers: ["Idempotency-Key: 1", CHUNKED],
      }),
      expected: TOO_LARGE,
    },
    {
      name: "chunks over 1 MiB",
      request: jsonPost(chunk(600_000) + chunk(600_000) + LAST_CHUNK, { headers: [CHUNKED] }),
      expected: TOO_LARGE,
    },
    {
      name: "Content-Length of a petabyte",
      request: jsonPost("{}", { headers: ["Content-Length: 1000000000000000"] }),
      expected: TOO_LARGE,
    },
    { name: "body that stalls", request: TEN_BYTES, more: ["{", 700], expected: TOO_SLOW },
    {
      name: "body of one byte every 120 ms",
      request: TEN_BYTES,
      more: ["{", 120, " ", 120, " ", 120, " ", 120, " "],
      expected: TOO_SLOW,
    },
    {
      name: "body after Content-Length: 0",
      request: { method: "POST", target: ECHO, headers: ["Content-Length: 0"] },
      more: ["{}"],
      expected: { status: 200, and: "sent without a body" },
      check: checkNoBody,
    },
    {
      name: "GET with Content-Length: 0",
      request: { headers: ["Content-Length: 0"] },
      expected: { status: 200, and: "sent without a body" },
      check: checkNoBody,
    },
    {
      name: "GET with an empty chunked body",
      request: { headers: [CHUNKED], body: LAST_CHUNK },
      expected: { status: 200, and: "sent without a body" },
      check: checkNoBody,
    },
    {
      name: "POST with an empty chunked body",
      request: { method: "POST", target: ECHO, headers: [CHUNKED], body: LAST_CHUNK },
      expected: { status: 200, and: "sent without a body" },
      check: checkNoBody,
    },
  ],
  scenarios: [
    rejectedLargeBody("4 MiB", { target: ECHO, headers: [JSON_TYPE] }, 413),
    rejectedLargeBody("4 MiB of another type", { target: ECHO, headers: ["Content-Type: text/plain"] }, 415),
    rejectedLargeBody(
      "4 MiB with an invalid key",
      { target: ECHO, key: "retired", headers: [JSON_TYPE] },
      401,
    ),
    rejectedLargeBody("4 MiB to an unknown route", { target: "/x", headers: [JSON_TYPE] }, 404),
    rejectedLargeBody("4 MiB to `/healthz`", { target: "/healthz", headers: [JSON_TYPE] }, 405),
  ],
};
