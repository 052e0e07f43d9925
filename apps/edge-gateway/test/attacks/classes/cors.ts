import { expect } from "vitest";
import type { Attack, Outcome } from "../attack.ts";
import { BALANCE, type RequestParts, requestText } from "../request-text.ts";
import type { Rig } from "../rig.ts";

const CONSOLE = "https://console.example";

/** The names of an answer's CORS headers. */
export function corsOf({ answer }: Outcome): readonly string[] {
  return [...answer.headers.keys()].filter((name) => name.startsWith("access-control-"));
}

function readByConsole({ answer: { headers } }: Outcome): void {
  expect(headers.get("access-control-allow-origin")).toBe(CONSOLE);
  expect(headers.get("vary")).toMatch(/\bOrigin$/);
  expect(headers.has("access-control-allow-credentials")).toBe(false);
}

/** A browser's question whether a page may send a request. It has no key. */
function asks(origin: string, method: string, more: RequestParts = {}): Attack["request"] {
  const headers = [`Origin: ${origin}`, `Access-Control-Request-Method: ${method}`, ...(more.headers ?? [])];
  return (rig: Rig) => [requestText(rig, { method: "OPTIONS", key: null, ...more, headers })];
}

function refusedPreflight(name: string, request: Attack["request"]): Attack {
  return {
    name: `a preflight ${name}`,
    expected: { status: 401, problem: "key_missing", and: "nothing is allowed" },
    request,
    also: (outcome) =>
      expect(corsOf(outcome).filter((header) => !/-(?:origin|expose-headers)$/.test(header))).toEqual([]),
  };
}

/** One caller's policy lets pages of https://console.example read its balance; what others make of that. */
export const corsAttacks: readonly Attack[] = [
  {
    name: "a preflight of the configured origin, for what its caller may do",
    expected: { status: 204, and: "this origin, this method, the gateway's own list of headers; no cookies" },
    request: asks(CONSOLE, "GET", { headers: ["Access-Control-Request-Headers: authorization, x-canary"] }),
    also(outcome) {
      readByConsole(outcome);
      const { headers } = outcome.answer;
      expect(headers.get("access-control-allow-methods")).toBe("GET");
      expect(headers.get("access-control-allow-headers")).toMatch(/^authorization, [a-z, -]+$/);
      expect(outcome.answer.text).not.toContain("canary");
      expect(headers.get("cache-control")).toBe("no-store");
    },
  },
  refusedPreflight("of an origin that is nobody's", asks("https://evil.example", "GET")),
  refusedPreflight("of the configured origin over http:", asks("http://console.example", "GET")),
  refusedPreflight(
    "of an origin that ends as the configured one does",
    asks("https://evil-console.example", "GET"),
  ),
  refusedPreflight(
    "of an origin that begins as the configured one does",
    asks(`${CONSOLE}.evil.example`, "GET"),
  ),
  refusedPreflight("of the origin «null»", asks("null", "GET")),
  refusedPreflight("of two origins", asks(`${CONSOLE}, https://evil.example`, "GET")),
  refusedPreflight("for a method that only another caller may use", asks(CONSOLE, "POST")),
  refusedPreflight("for a method of nobody's", asks(CONSOLE, "*")),
  refusedPreflight(
    "for another currency",
    asks(CONSOLE, "GET", { target: "/business/balance?currency=EUR" }),
  ),
  refusedPreflight("for the token endpoint", asks(CONSOLE, "POST", { target: "/business/auth/x" })),
  refusedPreflight("for `/readyz`", asks(CONSOLE, "GET", { target: "/readyz" })),
  {
    name: "a page of the configured origin, with its caller's key",
    expected: { status: 200, reaching: 1, and: "the page may read it; `Vary: Origin`" },
    request: (rig) => [requestText(rig, { key: rig.keys.page, headers: [`Origin: ${CONSOLE}`] })],
    also: readByConsole,
  },
  {
    name: "a page of the configured origin, while WakaPay allows every origin, and cookies",
    expected: { status: 200, reaching: 1, and: "the gateway allows this origin alone, and no cookies" },
    request: (rig) => [
      requestText(rig, {
        key: rig.keys.page,
        headers: [`Origin: ${CONSOLE}`],
        target: "/business/answers/cors",
      }),
    ],
    also(outcome) {
      readByConsole(outcome);
      expect(outcome.answer.headers.get("vary")).toBe("Accept, Origin");
      expect(outcome.answer.text).not.toContain("canary");
    },
  },
  {
    name: "a page of the configured origin, with a wrong key",
    expected: { status: 401, problem: "key_refused", and: "the page may read why" },
    request: (rig) => [requestText(rig, { key: rig.keys.retired, headers: [`Origin: ${CONSOLE}`] })],
    also: readByConsole,
  },
  {
    name: "a page of another origin, with that caller's key",
    expected: { status: 200, reaching: 1, and: "no page may read it; `Vary: Origin`" },
    request: (rig) => [requestText(rig, { key: rig.keys.page, headers: ["Origin: https://evil.example"] })],
    also(outcome) {
      expect(corsOf(outcome)).toEqual([]);
      expect(outcome.answer.headers.get("vary")).toBe("Origin");
    },
  },
  {
    name: "a page of the configured origin, with the key of a caller without origins",
    expected: { status: 200, reaching: 1, and: "no page may read it" },
    request: (rig) => [requestText(rig, { target: BALANCE, headers: [`Origin: ${CONSOLE}`] })],
    also: (outcome) => expect(corsOf(outcome)).toEqual([]),
  },
];
