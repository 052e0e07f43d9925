import { expect } from "vitest";
import type { Attack, AttackClass, Outcome } from "../attack.ts";
import { upstreamResponse } from "../raw-upstream-response.ts";
import { BALANCE, type RequestParts } from "../request-parts.ts";

const CONSOLE = "https://console.example";
const EVIL = "https://evil.example";
const ALLOWS_EVERY_ORIGIN = upstreamResponse("200 OK", [
  "Access-Control-Allow-Origin: *",
  "Access-Control-Allow-Credentials: true",
  "Access-Control-Expose-Headers: canary",
  "Vary: Accept",
]);

function corsHeaders({ response }: Outcome): readonly string[] {
  return [...response.headers.keys()].filter((name) => name.startsWith("access-control-"));
}

function checkNoCorsHeaders(outcome: Outcome): void {
  expect(corsHeaders(outcome)).toEqual([]);
}

function checkReadableByConsole({ response: { headers } }: Outcome): void {
  expect(headers.get("access-control-allow-origin")).toBe(CONSOLE);
  expect(headers.get("vary")).toMatch(/\bOrigin$/);
  expect(headers.has("access-control-allow-credentials")).toBe(false);
}

/** Returns a preflight as browsers send it: without a key. */
function preflight(origin: string, method: string, parts: RequestParts = {}): RequestParts {
  const headers = [
    `Origin: ${origin}`,
    `Access-Control-Request-Method: ${method}`,
    "Access-Control-Request-Headers: authorization, x-canary",
  ];
  return { method: "OPTIONS", key: null, headers, ...parts };
}

/** A preflight that is not allowed. A page of the listed origin may read why. */
function rejected(name: string, origin: string, method = "GET", target: string = BALANCE): Attack {
  const readable = ["access-control-allow-origin", "access-control-expose-headers"];
  return {
    name: `preflight ${name}`,
    request: preflight(origin, method, { target }),
    expected: { status: 401, problem: "key_missing" },
    check: (outcome) => expect(corsHeaders(outcome)).toEqual(origin === CONSOLE ? readable : []),
  };
}

/** Pages of other origins. The policy of one caller lists one origin. */
export const cors: AttackClass = {
  title: "CORS",
  description: "Requests of web pages. The policy of one caller lists `https://console.example`.",
  attacks: [
    {
      name: "preflight of the listed origin",
      request: preflight(CONSOLE, "GET"),
      expected: { status: 204, from: "gateway", and: "allows one origin, one method, known headers" },
      check(outcome) {
        checkReadableByConsole(outcome);
        const { headers, text } = outcome.response;
        expect(headers.get("access-control-allow-methods")).toBe("GET");
        expect(headers.get("access-control-allow-headers")).toMatch(/^authorization, [a-z, -]+$/);
        expect(text).not.toContain("canary");
      },
    },
    rejected("of another origin", EVIL),
    rejected("of the listed host over http", "http://console.example"),
    rejected("of an origin that ends with the listed host", "https://evil-console.example"),
    rejected("of an origin that starts with the listed origin", `${CONSOLE}.evil.example`),
    rejected("of the origin `null`", "null"),
    rejected("of two origins", `${CONSOLE}, ${EVIL}`),
    rejected("for a method of another caller", CONSOLE, "POST"),
    rejected("for the method `*`", CONSOLE, "*"),
    rejected("for a query that is not allowed", CONSOLE, "GET", "/business/balance?currency=EUR"),
    rejected("for the token endpoint", CONSOLE, "POST", "/business/auth/x"),
    rejected("for `/readyz`", CONSOLE, "GET", "/readyz"),
    {
      name: "preflight with a key of a caller without origins",
      request: preflight(EVIL, "GET", { key: "wide" }),
      expected: { status: 405, problem: "method_refused", and: "no CORS headers" },
      check: checkNoCorsHeaders,
    },
    {
      name: "page of another origin",
      request: { headers: [`Origin: ${EVIL}`] },
      expected: { status: 200, and: "no CORS headers" },
      check: checkNoCorsHeaders,
    },
    {
      name: "page of another origin, with the page's key",
      request: { key: "page", headers: [`Origin: ${EVIL}`] },
      expected: { status: 200, and: "no CORS headers; `Vary: Origin`" },
      check(outcome) {
        checkNoCorsHeaders(outcome);
        expect(outcome.response.headers.get("vary")).toBe("Origin");
      },
    },
    {
      name: "page of the listed origin, with a key of a caller without origins",
      request: { headers: [`Origin: ${CONSOLE}`] },
      expected: { status: 200, and: "no CORS headers" },
      check: checkNoCorsHeaders,
    },
    {
      name: "page of the listed origin",
      request: { key: "page", headers: [`Origin: ${CONSOLE}`] },
      expected: { status: 200, and: "readable by the page; `Vary: Origin`" },
      check: checkReadableByConsole,
    },
    {
      name: "page of the listed origin, with an invalid key",
      request: { key: "retired", headers: [`Origin: ${CONSOLE}`] },
      expected: { status: 401, problem: "key_refused", and: "readable by the page" },
      check: checkReadableByConsole,
    },
    {
      name: "WakaPay allows every origin",
      request: {},
      upstream: ALLOWS_EVERY_ORIGIN,
      expected: { status: 200, and: "no CORS headers" },
      check: checkNoCorsHeaders,
    },
    {
      name: "WakaPay allows every origin and cookies, to the listed page",
      request: { key: "page", headers: [`Origin: ${CONSOLE}`] },
      upstream: ALLOWS_EVERY_ORIGIN,
      expected: { status: 200, and: "allows this origin only, without cookies" },
      check(outcome) {
        checkReadableByConsole(outcome);
        expect(outcome.response.headers.get("vary")).toBe("Accept, Origin");
        expect(outcome.response.text).not.toContain("canary");
      },
    },
    ...["Origin", "Accept, origin", "*"].map(
      (vary): Attack => ({
        name: `WakaPay sends \`Vary: ${vary}\``,
        request: { key: "page", headers: [`Origin: ${CONSOLE}`] },
        upstream: upstreamResponse("200 OK", [`Vary: ${vary}`]),
        expected: { status: 200, and: "not duplicated" },
        check: ({ response }) => expect(response.headers.get("vary")).toBe(vary),
      }),
    ),
    {
      name: "WakaPay sends an ETag",
      request: { key: "page", headers: [`Origin: ${CONSOLE}`] },
      upstream: upstreamResponse("200 OK", ['ETag: "v1"', "X-Total-Count: 7"]),
      expected: { status: 200, and: "readable by the page" },
      check({ response: { headers } }) {
        const exposed = headers.get("access-control-expose-headers")?.split(", ");
        expect(exposed).toEqual(expect.arrayContaining(["etag", "x-total-count", "x-request-id"]));
      },
    },
  ],
};
