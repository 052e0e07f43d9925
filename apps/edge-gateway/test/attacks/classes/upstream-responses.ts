import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { expect } from "vitest";
import type { Attack, AttackClass, Expected, Outcome } from "../attack.ts";
import { type RawUpstreamResponse, upstreamResponse } from "../raw-upstream-response.ts";
import { jsonPost } from "../request-parts.ts";

const JSON_BODY = '{"ok":true}';
const EVIL = "https://canary-elsewhere.example/";
const REDIRECTED = { status: 502, problem: "upstream_redirected", sends: 1 } as const;
const UNUSABLE = { status: 502, problem: "upstream_unreachable", sends: 1 } as const;
const CLEANED = { status: 200, and: "headers dropped" } as const;

const REDIRECTS: readonly (readonly [status: string, location: string])[] = [
  ["300 Multiple Choices", EVIL],
  ["301 Moved Permanently", EVIL],
  ["302 Found", "//canary-elsewhere.example/"],
  ["303 See Other", "/business/auth"],
  ["307 Temporary Redirect", "http://127.0.0.1:1/canary"],
  ["308 Permanent Redirect", EVIL],
];

const CODINGS: readonly (readonly [name: string, encode: (text: string) => Uint8Array])[] = [
  ["gzip", gzipSync],
  ["GZIP", gzipSync],
  ["br", brotliCompressSync],
  ["deflate", deflateSync],
  ["zstd", zstdCompressSync],
];

/** Headers that must not be forwarded. Their values contain `canary`. */
const DROPPED: readonly (readonly [name: string, headers: readonly string[]])[] = [
  [
    "Set-Cookie and Clear-Site-Data",
    ["Set-Cookie: canary=1; Path=/", "Set-Cookie2: canary=2", "Clear-Site-Data: *"],
  ],
  ["Server, X-Powered-By, and Via", ["Server: canary/1.0", "X-Powered-By: canary", "Via: 1.1 canary"]],
  [
    "Authorization and other authentication headers",
    ["Authorization: Bearer canary", "Proxy-Authenticate: Basic realm=canary", "Authentication-Info: canary"],
  ],
  [
    "headers nominated by Connection, and hop-by-hop headers",
    ["Connection: X-Internal-Canary", "X-Internal-Canary: 1", "Keep-Alive: timeout=99", "Trailer: X"],
  ],
];

function rows(count: number, everyMs: number): RawUpstreamResponse {
  const lines = Array.from({ length: count }, (_, row) => [`row ${row}\n`, everyMs]).flat();
  return ["HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n", ...lines];
}

function checkNoCanary({ response }: Outcome): void {
  expect(response.text).not.toMatch(/canary/i);
}

function checkUnknownOutcome({ response }: Outcome): void {
  expect(JSON.parse(response.body)).toMatchObject({ outcome: "unknown" });
}

function toGet(name: string, upstream: RawUpstreamResponse, expected: Expected): Attack {
  return { name, request: {}, upstream, expected, check: checkNoCanary };
}

/** A POST may have been applied, regardless of the response. */
function toPost(name: string, upstream: RawUpstreamResponse, expected: Expected): Attack {
  return {
    name: `${name} to a POST`,
    request: jsonPost("{}"),
    upstream,
    expected: { ...expected, and: "outcome `unknown`" },
    check: checkUnknownOutcome,
  };
}

function empty(name: string, status: string, headers: readonly string[], body = ""): Attack {
  return {
    name,
    request: jsonPost("{}"),
    upstream: upstreamResponse(status, headers, body),
    expected: { status: Number(status.slice(0, 3)), and: "forwarded without a body" },
    check: ({ response }) => expect(response.body.replace("0\r\n\r\n", "")).toBe(""),
  };
}

/** Responses of an upstream that is compromised, broken, or unusual. */
export const upstreamResponses: AttackClass = {
  title: "Upstream responses",
  description: "Responses of an upstream that is compromised, broken, or unusual.",
  attacks: [
    ...REDIRECTS.map(([status, location]) =>
      toGet(`redirect ${status.slice(0, 3)}`, upstreamResponse(status, [`Location: ${location}`]), {
        ...REDIRECTED,
        and: "not followed; no address",
      }),
    ),
    toPost("redirect 303", upstreamResponse("303 See Other", ["Location: /business/auth"]), REDIRECTED),
    toGet("status 101", upstreamResponse("101 Switching Protocols", ["Upgrade: canary"]), UNUSABLE),
    toGet("status 600", upstreamResponse("600 Canary"), UNUSABLE),
    toPost("status 999", upstreamResponse("999 Canary"), UNUSABLE),
    ...DROPPED.map(([name, headers]) => toGet(name, upstreamResponse("200 OK", headers), CLEANED)),
    toGet(
      "403 with WWW-Authenticate",
      upstreamResponse("403 Forbidden", ["WWW-Authenticate: Bearer realm=canary"]),
      {
        ...CLEANED,
        status: 403,
      },
    ),
    toGet(
      "201 with Location, Content-Location, and Refresh",
      upstreamResponse("201 Created", [
        `Location: ${EVIL}`,
        "Content-Location: /canary",
        "Refresh: 0; url=canary",
      ]),
      { ...CLEANED, status: 201 },
    ),
    toGet(
      "X-Request-Id, traceparent, and Wakapay-Gateway-Answer",
      upstreamResponse("200 OK", [
        "X-Request-Id: canary",
        "traceparent: canary",
        "Wakapay-Gateway-Answer: gateway",
      ]),
      { status: 200, and: "the gateway's values replace them" },
    ),
    toGet("bytes that are not HTTP", ["canary is not HTTP\r\n\r\n"], { ...UNUSABLE, sends: 2 }),
    toGet(
      "response splitting",
      [
        `HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\nX-Canary: 1\r\nContent-Length: 0\r\n\r\n`,
      ],
      { status: 200, and: "the second response is dropped" },
    ),
    {
      name: "truncated response",
      request: {},
      upstream: upstreamResponse("200 OK", ["Content-Length: 77"]),
      expected: { status: 200, and: "also incomplete for the caller" },
      check({ response: { headers, body } }) {
        const isComplete = headers.has("content-length")
          ? body.length === Number(headers.get("content-length"))
          : body.endsWith("0\r\n\r\n");
        expect(isComplete).toBe(false);
      },
    },
    ...CODINGS.map(
      ([coding, encode]): Attack => ({
        name: `body in the encoding \`${coding}\``,
        request: { headers: [`Accept-Encoding: ${coding}`] },
        upstream: upstreamResponse("200 OK", [`Content-Encoding: ${coding}`], encode(JSON_BODY)),
        expected: { status: 200, and: "same bytes, with the Content-Encoding" },
        check({ response, sent }) {
          expect(sent[0]?.headers.get("accept-encoding")).toBe(coding);
          expect(response.headers.get("content-encoding")).toBe(coding);
          expect(response.body).toContain(Buffer.from(encode(JSON_BODY)).toString("latin1"));
        },
      }),
    ),
    ...CODINGS.map(([coding]) =>
      empty(`empty 201 in the encoding \`${coding}\``, "201 Created", [
        `Content-Encoding: ${coding}`,
        "Content-Length: 0",
      ]),
    ),
    empty(
      "empty chunked 200 in the encoding `gzip`",
      "200 OK",
      ["Content-Encoding: gzip", "Transfer-Encoding: chunked"],
      "0\r\n\r\n",
    ),
    empty("204 that names the encoding `gzip`", "204 No Content", ["Content-Encoding: gzip"]),
    {
      name: "HEAD of an encoded body",
      request: { method: "HEAD" },
      upstream: upstreamResponse("200 OK", ["Content-Encoding: gzip", "Content-Length: 77"], ""),
      expected: { status: 200, and: "same Content-Length, no body" },
      check({ response: { headers, body } }) {
        expect(headers.get("content-length")).toBe("77");
        expect(body).toBe("");
      },
    },
    {
      name: "body that takes longer than `timeoutMs`",
      request: { key: "narrow" },
      upstream: rows(10, 150),
      expected: { status: 200, and: "forwarded completely" },
      check: ({ response }) => expect(response.body.match(/row \d/g)).toHaveLength(10),
    },
  ],
};
