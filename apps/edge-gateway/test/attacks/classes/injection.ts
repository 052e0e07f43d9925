import { expect } from "vitest";
import type { AttackClass, Outcome } from "../attack.ts";

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const NEW_ID = { status: 200, and: "replaced by a new ID" } as const;
const TRACE_ID = "a".repeat(32);
const SPAN_ID = "b".repeat(16);

function checkNewRequestId({ response, sent }: Outcome): void {
  expect(response.headers.get("x-request-id")).toMatch(UUID);
  expect(sent[0]?.headers.get("x-request-id")).toBe(response.headers.get("x-request-id"));
}

function checkNewTraceparent({ response, sent }: Outcome): void {
  const traceparent = response.headers.get("traceparent");
  expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  expect(traceparent).not.toContain(TRACE_ID);
  expect(sent[0]?.headers.get("traceparent")).toBe(traceparent);
}

function checkSameTrace({ response, sent }: Outcome): void {
  expect(response.headers.get("traceparent")).toBe(`00-${TRACE_ID}-${SPAN_ID}-01`);
  expect(sent[0]?.headers.get("traceparent")).toBe(`00-${TRACE_ID}-${SPAN_ID}-01`);
}

/** Attempts to write into logs, headers, and traces. */
export const injection: AttackClass = {
  title: "Log and header injection",
  description: "Attempts to write into logs, headers, and traces. The gateway prints none of these values.",
  attacks: [
    {
      name: "JSON fragment in X-Request-Id",
      request: { headers: ['X-Request-Id: canary","status":200,"x":"'] },
      expected: NEW_ID,
      check: checkNewRequestId,
    },
    {
      name: "terminal escape sequence in X-Request-Id",
      request: { headers: ["X-Request-Id: \u001b[2Jcanary\u0000"] },
      expected: { status: 400, from: "workerd" },
    },
    {
      name: "X-Request-Id of 300 characters",
      request: { headers: [`X-Request-Id: ${"canary".repeat(50)}`] },
      expected: NEW_ID,
      check: checkNewRequestId,
    },
    {
      name: "two X-Request-Id headers",
      request: { headers: ["X-Request-Id: canary1", "X-Request-Id: canary2"] },
      expected: NEW_ID,
      check: checkNewRequestId,
    },
    {
      name: "non-ASCII bytes in X-Request-Id",
      request: { headers: ["X-Request-Id: canary\u00e4"] },
      expected: NEW_ID,
      check: checkNewRequestId,
    },
    {
      name: "all-zero traceparent",
      request: { headers: [`traceparent: 00-${"0".repeat(32)}-${"0".repeat(16)}-01`] },
      expected: { status: 200, and: "replaced by a new trace" },
      check: checkNewTraceparent,
    },
    {
      name: "traceparent of version 00 with an extra field",
      request: { headers: [`traceparent: 00-${TRACE_ID}-${SPAN_ID}-01-canary`] },
      expected: { status: 200, and: "replaced by a new trace" },
      check: checkNewTraceparent,
    },
    {
      name: "traceparent of the invalid version ff",
      request: { headers: [`traceparent: ff-${TRACE_ID}-${SPAN_ID}-01`] },
      expected: { status: 200, and: "replaced by a new trace" },
      check: checkNewTraceparent,
    },
    {
      name: "traceparent of a later version",
      request: { headers: [`traceparent: cc-${TRACE_ID}-${SPAN_ID}-01`] },
      expected: { status: 200, and: "continued as version 00" },
      check: checkSameTrace,
    },
    {
      name: "traceparent of a later version with an extra field",
      request: { headers: [`traceparent: cc-${TRACE_ID}-${SPAN_ID}-01-canary`] },
      expected: { status: 200, and: "continued as version 00, without the field" },
      check: checkSameTrace,
    },
    {
      name: "percent-encoded line end in the path",
      request: { target: "/business/canary%0d%0aSet-Cookie:x" },
      expected: { status: 400, problem: "path_refused" },
    },
    {
      name: "bare line feed in a header",
      request: { headers: ["X-A: b\nX-Canary: c"] },
      expected: { status: 200, and: "neither of the two headers is forwarded" },
      check: ({ sent }) => expect(sent[0]?.headers.has("x-canary")).toBe(false),
    },
    {
      name: "HTML in the path",
      request: { target: "/business/<script>canary</script>" },
      expected: { status: 400, from: "workerd", and: "not reflected" },
      check: ({ response }) => expect(response.text).not.toContain("script"),
    },
    {
      name: "Server-Timing in the request",
      request: { headers: ["Server-Timing: canary"] },
      expected: { status: 200, and: "not reflected" },
      check: ({ response }) => expect(response.text).not.toContain("canary"),
    },
  ],
};
