import { expect, test } from "vitest";
import { createSandbox, type Fault } from "../../src/index.ts";
import { credentials } from "../forms/form.ts";

const sandbox = createSandbox({ credentials: [credentials] });

/** Scripts a fault that the types may not allow. */
const script = (fault: unknown) => () => sandbox.fault(JSON.parse(JSON.stringify(fault)));

test.each<[unknown, string]>([
  [{}, "`fault` must set at least one of: delayMs, status, body, hangUp, redirect, revoke."],
  [{ revoke: false }, "must set at least one of"],
  [{ status: 503, repeat: true }, "`fault` must set times when it sets repeat."],
  [{ status: 503, skip: -1 }, "`skip` must be a whole number from 0"],
  [{ route: "auth", times: 2 }, "must set at least one of"],
  [{ hangUp: false }, "must set at least one of"],
  [[], "`fault` must be an object (got an empty array)."],
  ["status", "`fault` must be an object (got a string)."],
  [
    { delayMS: 5 },
    "`fault` has an unknown field. Known fields: route, skip, times, repeat, revoke, delayMs,",
  ],
  [{ status: 503, route: "balance" }, "`route` must be one of: auth, business (got a string)."],
  [{ status: 503, times: 0 }, "`times` must be a whole number from 1"],
  [{ status: 503, times: 1.5 }, "`times` must be a whole number from 1"],
  [{ delayMs: -1 }, "`delayMs` must be a whole number from 0 to 2147483647 (got -1)."],
  [{ delayMs: 2 ** 31 }, "`delayMs` must be a whole number from 0 to 2147483647"],
  [{ status: "503" }, "`status` must be a whole number from 200 to 599 (got a string)."],
  [{ status: 100 }, "`status` must be a whole number from 200 to 599 (got 100)."],
  [{ status: 600 }, "`status` must be a whole number from 200 to 599"],
  [
    { status: 429, retryAfter: -1 },
    "`retryAfter` must be a whole number from 0 to 9007199254740991 (got -1).",
  ],
  [{ status: 429, retryAfter: "a\r\nb: c" }, "`retryAfter` must be a valid header value"],
  [{ status: 429, retryAfter: "" }, "`retryAfter` must be a valid header value"],
  [{ status: 429, retryAfter: true }, "`retryAfter` must be a whole number of seconds or an HTTP date"],
  [{ retryAfter: 5 }, "`fault` must set status when it sets retryAfter."],
  [{ body: "long" }, "`body` must be one of: malformed, empty, html (got a string)."],
  [{ hangUp: "yes" }, "`hangUp` must be true or false (got a string)."],
  [{ hangUp: true, status: 503 }, "`fault` must not set status, body, or redirect when it sets hangUp."],
  [{ redirect: "/x", body: "html" }, "`fault` must not set both redirect and body."],
  [{ redirect: "/x", status: 200 }, "must use a redirect status when it sets redirect: 301, 302,"],
  [{ redirect: "" }, "`redirect` must be a valid header value"],
])("rejects the fault %j", (fault, message) => {
  expect(script(fault)).toThrow(TypeError);
  expect(script(fault)).toThrow(message);
});

test.each<Fault>([
  { delayMs: 0 },
  { revoke: true, status: 401, skip: 2, times: 1, repeat: true },
  { delayMs: 5, hangUp: true },
  { status: 503, times: undefined },
  { route: "business", times: 1, status: 503, retryAfter: "Wed, 21 Oct 2026 07:28:00 GMT", body: "html" },
  { redirect: "https://elsewhere.example/", status: 308 },
])("accepts the fault %j", (fault) => {
  expect(() => sandbox.fault(fault)).not.toThrow();
});
