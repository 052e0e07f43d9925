import { expect } from "vitest";
import type { AttackClass, Outcome } from "../attack.ts";
import { jsonPost } from "../request-parts.ts";

const HIDDEN = "GET /business/auth HTTP/1.1\r\nHost: x\r\n\r\n";
const CHUNKED = "Transfer-Encoding: chunked";
const LAST_CHUNK = "0\r\n\r\n";
const TWO_BYTES = `2\r\n{}\r\n${LAST_CHUNK}`;
const REJECTED_BY_WORKERD = { status: 400, from: "workerd" } as const;

function checkOneResponse({ response }: Outcome): void {
  expect(response.text.match(/HTTP\/1\.1 \d{3}/g)).toHaveLength(1);
}

function checkBody({ length, body }: { length: string; body: string }): (outcome: Outcome) => void {
  return (outcome) => {
    checkOneResponse(outcome);
    expect(outcome.sent.map(({ headers, body }) => [headers.get("content-length"), body])).toEqual([
      [length, body],
    ]);
  };
}

/** Requests that two servers may delimit differently. */
export const requestSmuggling: AttackClass = {
  title: "Request smuggling",
  description: "Requests that two servers may delimit differently. Each gets exactly one response.",
  attacks: [
    {
      name: "Content-Length and Transfer-Encoding disagree",
      request: jsonPost(TWO_BYTES + HIDDEN, { headers: ["Content-Length: 4", CHUNKED] }),
      expected: { status: 200, and: "chunks decide (RFC 9112 §6.3); sent with a Content-Length" },
      check: checkBody({ length: "2", body: "{}" }),
    },
    {
      name: "two different Content-Lengths",
      request: jsonPost(`{}${HIDDEN}`, {
        headers: ["Content-Length: 2", `Content-Length: ${2 + HIDDEN.length}`],
      }),
      expected: REJECTED_BY_WORKERD,
      check: checkOneResponse,
    },
    {
      name: "list of Content-Lengths",
      request: jsonPost("{}", { headers: ["Content-Length: 2, 2"] }),
      expected: REJECTED_BY_WORKERD,
      check: checkOneResponse,
    },
    {
      name: "negative Content-Length",
      request: jsonPost("{}", { headers: ["Content-Length: -1"] }),
      expected: REJECTED_BY_WORKERD,
      check: checkOneResponse,
    },
    {
      name: "Content-Length with a plus sign",
      request: jsonPost("{}", { headers: ["Content-Length: +2"] }),
      expected: REJECTED_BY_WORKERD,
      check: checkOneResponse,
    },
    {
      name: "Content-Length that is not a number",
      request: jsonPost("{}", { headers: ["Content-Length: abc"] }),
      expected: REJECTED_BY_WORKERD,
      check: checkOneResponse,
    },
    {
      name: "Content-Length of zero before a body",
      request: jsonPost(HIDDEN, { headers: ["Content-Length: 0"] }),
      expected: { status: 200, and: "sent without a body; the connection is closed" },
      check: checkBody({ length: "0", body: "" }),
    },
    {
      name: "unknown Transfer-Encoding",
      request: jsonPost(TWO_BYTES, { headers: ["Transfer-Encoding: xchunked"] }),
      expected: REJECTED_BY_WORKERD,
      check: checkOneResponse,
    },
    {
      name: "Transfer-Encoding that does not end with chunked",
      request: jsonPost(TWO_BYTES, { headers: ["Transfer-Encoding: chunked, identity"] }),
      expected: REJECTED_BY_WORKERD,
      check: checkOneResponse,
    },
    {
      name: "two Transfer-Encodings",
      request: jsonPost(TWO_BYTES, { headers: [CHUNKED, "Transfer-Encoding: identity"] }),
      expected: REJECTED_BY_WORKERD,
      check: checkOneResponse,
    },
    {
      name: "space before the colon of a header",
      request: jsonPost(LAST_CHUNK, { headers: ["Transfer-Encoding : chunked"] }),
      expected: REJECTED_BY_WORKERD,
      check: checkOneResponse,
    },
    {
      name: "folded header line",
      request: jsonPost(LAST_CHUNK, { headers: ["X-A: b\r\n Transfer-Encoding: chunked"] }),
      expected: REJECTED_BY_WORKERD,
      check: checkOneResponse,
    },
    {
      name: "chunk size that is not a number",
      request: jsonPost(`zz\r\n{}\r\n${LAST_CHUNK}`, { headers: [CHUNKED] }),
      expected: { status: 400, problem: "body_refused" },
      check: checkOneResponse,
    },
    {
      name: "Authorization in a trailer",
      request: jsonPost("2\r\n{}\r\n0\r\nAuthorization: Bearer canary\r\n\r\n", { headers: [CHUNKED] }),
      expected: { status: 200, and: "the trailer is dropped" },
      check: checkBody({ length: "2", body: "{}" }),
    },
    {
      name: "second request after the body",
      request: jsonPost("{}"),
      more: [HIDDEN],
      expected: { status: 200, and: "the connection is closed" },
      check: checkBody({ length: "2", body: "{}" }),
    },
    {
      name: "body of a GET request",
      request: { body: HIDDEN },
      expected: { status: 400, problem: "body_refused" },
      check: checkOneResponse,
    },
    {
      name: "chunked body of a GET request",
      request: { headers: [CHUNKED], body: TWO_BYTES },
      expected: { status: 400, problem: "body_refused" },
      check: checkOneResponse,
    },
    {
      name: "upgrade to h2c",
      request: { headers: ["Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"] },
      expected: { status: 200, and: "not upgraded" },
      check: checkOneResponse,
    },
  ],
};
