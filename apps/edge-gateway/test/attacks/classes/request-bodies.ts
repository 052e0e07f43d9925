import { expect } from "vitest";
import type { AttackClass, Outcome } from "../attack.ts";
import { ECHO, JSON_TYPE, jsonPost } from "../request-parts.ts";

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

function checkNoBody({ sent }: Outcome): void {
  expect(sent.map(({ body }) => body)).toEqual([""]);
}

/** Bodies that are too large, too slow, or incomplete. */
export const requestBodies: AttackClass = {
  title: "Request bodies",
  description: "Bodies that are too large, too slow, or empty. WakaPay never receives a partial body.",
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
    {
      name: "4 MiB, sent slowly and completely",
      request: { ...jsonPost(""), headers: [JSON_TYPE, `Content-Length: ${4 * MIB}`] },
      more: Array.from({ length: 32 }, () => ["x".repeat(128 * KIB), 15]).flat(),
      expected: { ...TOO_LARGE, and: "the caller gets the response, not a reset" },
    },
    {
      name: "4 MiB without a valid key",
      request: { ...jsonPost(""), key: "retired", headers: [JSON_TYPE, `Content-Length: ${4 * MIB}`] },
      more: Array.from({ length: 32 }, () => ["x".repeat(128 * KIB), 15]).flat(),
      expected: { status: 401, problem: "key_refused", and: "the caller gets the response, not a reset" },
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
};
