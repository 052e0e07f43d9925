import { expect } from "vitest";
import type { AttackClass, Outcome } from "../attack.ts";
import { ECHO, JSON_TYPE, requestText, sends } from "../request-text.ts";

const HIDDEN = "GET /business/auth HTTP/1.1\r\nHost: x\r\n\r\n";
const refusedByPlatform = { status: 400, and: "the platform refuses" } as const;

function framed(headers: readonly string[], body: string) {
  return sends({ method: "POST", target: ECHO, headers: [JSON_TYPE, ...headers], body });
}

function oneAnswer({ answer }: Outcome): void {
  expect(answer.text.match(/HTTP\/1\.1 \d{3}/g)).toHaveLength(1);
}

/** Shapes of which two servers might see different ends. */
export const smuggling: AttackClass = {
  title: "Request smuggling",
  attacks: [
    {
      name: "Content-Length and Transfer-Encoding that disagree",
      expected: {
        status: 200,
        reaching: 1,
        and: "chunked wins (RFC 9112 §6.3), and it goes up with its own length",
      },
      request: framed(["Content-Length: 4", "Transfer-Encoding: chunked"], `2\r\n{}\r\n0\r\n\r\n${HIDDEN}`),
      also: oneAnswer,
    },
    {
      name: "two Content-Lengths",
      expected: refusedByPlatform,
      request: framed(["Content-Length: 2", `Content-Length: ${2 + HIDDEN.length}`], `{}${HIDDEN}`),
      also: oneAnswer,
    },
    {
      name: "a list of Content-Lengths",
      expected: refusedByPlatform,
      request: framed(["Content-Length: 2, 2"], "{}"),
      also: oneAnswer,
    },
    {
      name: "a negative Content-Length",
      expected: refusedByPlatform,
      request: framed(["Content-Length: -1"], "{}"),
      also: oneAnswer,
    },
    {
      name: "a Content-Length with a plus sign",
      expected: refusedByPlatform,
      request: framed(["Content-Length: +2"], "{}"),
      also: oneAnswer,
    },
    {
      name: "a Content-Length that is no number",
      expected: refusedByPlatform,
      request: framed(["Content-Length: abc"], "{}"),
      also: oneAnswer,
    },
    {
      name: "a Content-Length of none before a body",
      expected: { status: 200, reaching: 1, and: "an empty body; the connection ends after the first" },
      request: framed(["Content-Length: 0"], HIDDEN),
      also: oneAnswer,
    },
    {
      name: "an unknown Transfer-Encoding",
      expected: refusedByPlatform,
      request: framed(["Transfer-Encoding: xchunked"], "2\r\n{}\r\n0\r\n\r\n"),
      also: oneAnswer,
    },
    {
      name: "a Transfer-Encoding that does not end in chunked",
      expected: refusedByPlatform,
      request: framed(["Transfer-Encoding: chunked, identity"], "2\r\n{}\r\n0\r\n\r\n"),
      also: oneAnswer,
    },
    {
      name: "a space before a header's colon",
      expected: refusedByPlatform,
      request: framed(["Transfer-Encoding : chunked"], "0\r\n\r\n"),
      also: oneAnswer,
    },
    {
      name: "a folded header line",
      expected: refusedByPlatform,
      request: framed(["X-A: b\r\n Transfer-Encoding: chunked"], "0\r\n\r\n"),
      also: oneAnswer,
    },
    {
      name: "a chunk size that is no number",
      expected: { status: 400, problem: "body_refused" },
      request: framed(["Transfer-Encoding: chunked"], "zz\r\n{}\r\n0\r\n\r\n"),
    },
    {
      name: "a second request behind the body",
      expected: { status: 200, reaching: 1, and: "the connection ends after the first" },
      request: (rig) => [
        requestText(rig, { method: "POST", target: ECHO, headers: [JSON_TYPE], body: "{}" }) + HIDDEN,
      ],
      also: oneAnswer,
    },
    {
      name: "a body on a GET",
      expected: { status: 400, problem: "body_refused" },
      request: sends({ body: HIDDEN }),
      also: oneAnswer,
    },
    {
      name: "a chunked body on a GET",
      expected: { status: 400, problem: "body_refused" },
      request: sends({ headers: ["Transfer-Encoding: chunked"], body: "2\r\n{}\r\n0\r\n\r\n" }),
      also: oneAnswer,
    },
    {
      name: "an upgrade to h2c",
      expected: { status: 200, reaching: 1, and: "no upgrade" },
      request: sends({ headers: ["Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"] }),
      also: oneAnswer,
    },
  ],
};
