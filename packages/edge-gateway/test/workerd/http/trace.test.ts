import { describe, expect, test } from "vitest";
import { readTrace } from "../../../src/http/trace.ts";

const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN_ID = "00f067aa0ba902b7";
const traceparentOf = (traceparent: string) => readTrace(new Headers({ traceparent })).traceparent;

describe("readTrace", () => {
  test("keeps a traceparent of version 00", () => {
    const traceparent = `00-${TRACE_ID}-${SPAN_ID}-01`;
    expect(traceparentOf(traceparent)).toBe(traceparent);
  });

  test.each([
    [`01-${TRACE_ID}-${SPAN_ID}-01`, "01"],
    [`cc-${TRACE_ID}-${SPAN_ID}-03-what-the-future-adds`, "01"],
    [`fe-${TRACE_ID}-${SPAN_ID}-02-`, "00"],
  ])("continues %s as version 00", (traceparent, flags) => {
    expect(traceparentOf(traceparent)).toBe(`00-${TRACE_ID}-${SPAN_ID}-${flags}`);
  });

  test.each([
    `ff-${TRACE_ID}-${SPAN_ID}-01`,
    `00-${TRACE_ID}-${SPAN_ID}-01-x`,
    `01-${TRACE_ID}-${SPAN_ID}-01x`,
    `00-${"0".repeat(32)}-${SPAN_ID}-01`,
    `00-${TRACE_ID}-${"0".repeat(16)}-01`,
    `00-${TRACE_ID.toUpperCase()}-${SPAN_ID}-01`,
    "",
  ])('starts a new trace if traceparent is "%s"', (traceparent) => {
    const created = traceparentOf(traceparent);
    expect(created).toMatch(/^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-00$/);
    expect(created).not.toContain(TRACE_ID);
  });

  test("keeps a well-formed X-Request-Id, and replaces any other", () => {
    const idOf = (id: string) => readTrace(new Headers({ "x-request-id": id })).requestId;
    expect(idOf("payout-7_a.b")).toBe("payout-7_a.b");
    expect(idOf("a b")).toMatch(/^[0-9a-f-]{36}$/);
    expect(idOf("x".repeat(65))).toMatch(/^[0-9a-f-]{36}$/);
  });
});
