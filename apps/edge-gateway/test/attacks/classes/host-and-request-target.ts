import { expect } from "vitest";
import type { AttackClass, Outcome } from "../attack.ts";
import { BALANCE } from "../request-parts.ts";

const FORWARDED = { status: 200, and: "sent to the configured origin" } as const;
const REJECTED_BY_WORKERD = { status: 400, from: "workerd" } as const;
const MAX_LENGTH = 8_000;

function checkOrigin({ gateway, sent }: Outcome): void {
  expect(sent.map(({ target, headers }) => [target, headers.get("host")])).toEqual([
    [BALANCE, new URL(gateway.upstream.url).host],
  ]);
}

function queryOfLength(length: number): string {
  const start = "/business/search?q=";
  return start + "x".repeat(length - start.length);
}

/** Attempts to choose where the gateway sends the request and its token. */
export const hostAndRequestTarget: AttackClass = {
  title: "Host and request target",
  description: "Attempts to choose where the gateway sends the request and its token.",
  attacks: [
    {
      name: "foreign Host",
      request: { host: "evil.example" },
      expected: FORWARDED,
      check: checkOrigin,
    },
    {
      name: "two Host headers",
      request: { headers: ["Host: evil.example"] },
      expected: FORWARDED,
      check: checkOrigin,
    },
    {
      name: "X-Forwarded-Host and Forwarded",
      request: { headers: ["X-Forwarded-Host: evil.example", "Forwarded: host=evil.example"] },
      expected: FORWARDED,
      check: checkOrigin,
    },
    {
      name: "absolute-form target with another host",
      request: { target: `http://evil.example${BALANCE}` },
      expected: FORWARDED,
      check: checkOrigin,
    },
    {
      name: "absolute-form target with userinfo",
      request: { target: `http://user:pass@evil.example${BALANCE}` },
      expected: FORWARDED,
      check: checkOrigin,
    },
    {
      name: "X-Original-URL and X-Rewrite-URL",
      request: { headers: ["X-Original-URL: /business/auth", "X-Rewrite-URL: /business/auth"] },
      expected: FORWARDED,
      check: checkOrigin,
    },
    {
      name: "token endpoint as an absolute-form target",
      request: {
        target: "https://api.test.wakapay.io/business/auth",
        method: "POST",
        headers: ["Content-Length: 0"],
      },
      expected: { status: 404, problem: "route_unknown", and: "the detail lists the paths that exist" },
      check: ({ response }) => expect(JSON.parse(response.body).detail).toContain("/readyz"),
    },
    {
      name: "CONNECT to WakaPay",
      request: { method: "CONNECT", target: "api.test.wakapay.io:443" },
      expected: { status: 500, from: "workerd" },
    },
    {
      name: "asterisk-form target",
      request: { method: "OPTIONS", target: "*" },
      expected: { status: 404, problem: "route_unknown" },
    },
    { name: "missing Host", request: { host: null }, expected: REJECTED_BY_WORKERD },
    {
      name: "target without a leading slash",
      request: { target: "business/auth" },
      expected: REJECTED_BY_WORKERD,
    },
    {
      name: "target of 8,000 characters",
      request: { target: queryOfLength(MAX_LENGTH) },
      expected: { status: 404, and: "sent in full" },
      check: ({ sent }) => expect(sent[0]?.target).toHaveLength(MAX_LENGTH),
    },
    {
      name: "target of 8,001 characters",
      request: { target: queryOfLength(MAX_LENGTH + 1) },
      expected: { status: 414, problem: "target_too_long" },
    },
    {
      name: "path of 8,001 characters",
      request: { target: `/business/${"x".repeat(MAX_LENGTH - 9)}` },
      expected: { status: 414, problem: "target_too_long" },
    },
  ],
};
