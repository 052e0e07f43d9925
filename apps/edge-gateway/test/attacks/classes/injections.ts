import { expect } from "vitest";
import type { AttackClass, Outcome } from "../attack.ts";
import { sends } from "../request-text.ts";

const replaced = { status: 200, reaching: 1, and: "another id is made" } as const;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

function madeAnew({ answer, seen }: Outcome): void {
  expect(answer.headers.get("x-request-id")).toMatch(UUID);
  expect(seen[0]?.headers.get("x-request-id")).toBe(answer.headers.get("x-request-id"));
}

function tracedAnew({ answer, seen }: Outcome): void {
  expect(answer.headers.get("traceparent")).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  expect(seen[0]?.headers.get("traceparent")).toBe(answer.headers.get("traceparent"));
}

/** Attempts to write into logs, headers and traces. That nothing of it is printed is checked over the whole run. */
export const injections: AttackClass = {
  title: "Log and header injection",
  attacks: [
    {
      name: "a JSON fragment as X-Request-Id",
      expected: replaced,
      request: sends({ headers: ['X-Request-Id: canary","status":200,"x":"'] }),
      also: madeAnew,
    },
    {
      name: "a terminal escape as X-Request-Id",
      expected: { status: 400, and: "the platform refuses, or another id is made" },
      request: sends({ headers: ["X-Request-Id: \u001b[2Jcanary\u0000"] }),
    },
    {
      name: "a long X-Request-Id",
      expected: replaced,
      request: sends({ headers: [`X-Request-Id: ${"canary".repeat(50)}`] }),
      also: madeAnew,
    },
    {
      name: "two X-Request-Ids",
      expected: replaced,
      request: sends({ headers: ["X-Request-Id: canary1", "X-Request-Id: canary2"] }),
      also: madeAnew,
    },
    {
      name: "raw bytes as X-Request-Id",
      expected: replaced,
      request: sends({ headers: ["X-Request-Id: canary\u00e4"] }),
      also: madeAnew,
    },
    {
      name: "a traceparent of zeros",
      expected: { ...replaced, and: "another one is made" },
      request: sends({ headers: [`traceparent: 00-${"0".repeat(32)}-${"0".repeat(16)}-01`] }),
      also: tracedAnew,
    },
    {
      name: "a traceparent with a tail",
      expected: { ...replaced, and: "another one is made" },
      request: sends({ headers: [`traceparent: 00-${"a".repeat(32)}-${"b".repeat(16)}-01-canary`] }),
      also: tracedAnew,
    },
    {
      name: "an encoded line end in the path",
      expected: { status: 400, problem: "path_refused" },
      request: sends({ target: "/business/canary%0d%0aSet-Cookie:x" }),
    },
    {
      name: "a bare line feed in a header",
      expected: { status: 200, reaching: 1, and: "two headers, of which neither goes up" },
      request: sends({ headers: ["X-A: b\nX-Canary: c"] }),
      also: ({ seen }) => expect(seen[0]?.headers.has("x-canary")).toBe(false),
    },
    {
      name: "a script in the path, for whoever shows a problem in a browser",
      expected: { status: 400, and: "the platform refuses" },
      request: sends({ target: "/business/<script>canary</script>" }),
      also: ({ answer }) => expect(answer.text).not.toContain("script"),
    },
    {
      name: "a Server-Timing of the caller's",
      expected: { status: 200, reaching: 1, and: "it goes nowhere" },
      request: sends({ headers: ["Server-Timing: canary"] }),
      also: ({ answer }) => expect(answer.text).not.toContain("canary"),
    },
  ],
};
