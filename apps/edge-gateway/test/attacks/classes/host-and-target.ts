import { expect } from "vitest";
import type { AttackClass, Outcome } from "../attack.ts";
import { BALANCE, sends } from "../request-text.ts";

const unmoved = { status: 200, reaching: 1, and: "sent to WakaPay's configured address, as it is" } as const;

function reachedWakaPay({ rig, seen }: Outcome): void {
  expect(seen.map(({ target, headers }) => [target, headers.get("host")])).toEqual([
    [BALANCE, new URL(rig.witness.url).host],
  ]);
}

/** Attempts to choose where the bearer goes. */
export const hostAndTarget: AttackClass = {
  title: "Host and target form",
  attacks: [
    {
      name: "a foreign Host",
      expected: unmoved,
      request: sends({ host: "evil.example" }),
      also: reachedWakaPay,
    },
    {
      name: "two Host headers",
      expected: unmoved,
      request: sends({ headers: ["Host: evil.example"] }),
      also: reachedWakaPay,
    },
    {
      name: "X-Forwarded-Host and Forwarded",
      expected: unmoved,
      request: sends({ headers: ["X-Forwarded-Host: evil.example", "Forwarded: host=evil.example"] }),
      also: reachedWakaPay,
    },
    {
      name: "an absolute-form target of another host",
      expected: unmoved,
      request: sends({ target: `http://evil.example${BALANCE}` }),
      also: reachedWakaPay,
    },
    {
      name: "an absolute-form target with userinfo",
      expected: unmoved,
      request: sends({ target: `http://user:pass@evil.example${BALANCE}` }),
      also: reachedWakaPay,
    },
    {
      name: "X-Original-URL and X-Rewrite-URL",
      expected: unmoved,
      request: sends({ headers: ["X-Original-URL: /business/auth", "X-Rewrite-URL: /business/auth"] }),
      also: reachedWakaPay,
    },
    {
      name: "the token endpoint as an absolute-form target",
      expected: { status: 404, problem: "route_unknown" },
      request: sends({
        target: "https://api.test.wakapay.io/business/auth",
        method: "POST",
        headers: ["Content-Length: 0"],
      }),
    },
    {
      name: "CONNECT to WakaPay",
      expected: { status: 500, and: "the platform refuses" },
      request: sends({ method: "CONNECT", target: "api.test.wakapay.io:443" }),
    },
    {
      name: "an asterisk-form target",
      expected: { status: 404, problem: "route_unknown" },
      request: sends({ method: "OPTIONS", target: "*" }),
    },
    {
      name: "no Host at all",
      expected: { status: 400, and: "the platform refuses" },
      request: sends({ host: null }),
    },
    {
      name: "a target without a slash",
      expected: { status: 400, and: "the platform refuses" },
      request: sends({ target: "business/auth" }),
    },
  ],
};
