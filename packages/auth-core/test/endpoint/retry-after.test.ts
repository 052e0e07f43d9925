import { describe, expect, it } from "vitest";
import { parseRetryAfter } from "../../src/endpoint/retry-after.ts";

const now = 1_800_000_000_000;
const httpDate = (ms: number) => new Date(ms).toUTCString();

describe("parseRetryAfter", () => {
  it.each([
    { retryAfter: "120", ms: 120_000 },
    { retryAfter: " 7 ", ms: 7_000 },
    { retryAfter: httpDate(now + 60_000), ms: 60_000 },
    { retryAfter: "3600", ms: 3_600_000 },
    { retryAfter: "3601", ms: 3_600_000 },
    { retryAfter: "99999999", ms: 3_600_000 },
    { retryAfter: httpDate(now + 86_400_000), ms: 3_600_000 },
    { retryAfter: "0", ms: undefined },
    { retryAfter: "", ms: undefined },
    { retryAfter: null, ms: undefined },
    { retryAfter: httpDate(now - 1_000), ms: undefined },
  ])("parses $retryAfter as $ms ms", ({ retryAfter, ms }) => {
    expect(parseRetryAfter(retryAfter, null, now)).toBe(ms);
  });

  it.each([
    "soon",
    "1.5",
    "-5",
    "1e3",
    "0x10",
    "120 s",
    "2050-01-01",
    "1 Jan 2050",
    "Wed, 99 Foo 2050 00:00:00 GMT",
  ])("ignores %j, which is neither seconds nor an HTTP date", (retryAfter) => {
    expect(parseRetryAfter(retryAfter, null, now)).toBeUndefined();
  });

  it("compares a date with the response's Date header, not with this machine's clock", () => {
    const serverTime = now - 3_600_000;
    expect(parseRetryAfter(httpDate(serverTime + 30_000), httpDate(serverTime), now)).toBe(30_000);
    expect(parseRetryAfter(httpDate(serverTime), httpDate(serverTime + 1_000), now)).toBeUndefined();
  });

  it("compares a date with this machine's clock if the Date header is not valid", () => {
    expect(parseRetryAfter(httpDate(now + 30_000), "yesterday", now)).toBe(30_000);
  });
});
