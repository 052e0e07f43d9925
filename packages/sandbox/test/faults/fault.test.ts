import { expect, test } from "vitest";
import { createSandbox, type Fault } from "../../src/index.ts";
import { credentials } from "../forms/form.ts";

const sandbox = createSandbox({ credentials: [credentials] });

/** Scripts what a person may have typed, which the types would refuse. */
const script = (fault: unknown) => () => sandbox.fault(JSON.parse(JSON.stringify(fault)));

test.each<[unknown, string]>([
  [{}, "does nothing"],
  [{ route: "auth", times: 2 }, "does nothing"],
  [{ hangUp: false }, "does nothing"],
  [[], "fault must be an object"],
  ["status", "fault must be an object"],
  [{ delayMS: 5 }, "Its fields are: route, times, delayMs, status"],
  [{ status: 503, route: "balance" }, "route must be one of auth, business"],
  [{ status: 503, times: 0 }, "times must be a whole number from 1"],
  [{ status: 503, times: 1.5 }, "times must be a whole number from 1"],
  [{ delayMs: -1 }, "delayMs must be a whole number from 0 to 2147483647"],
  [{ delayMs: 2 ** 31 }, "delayMs must be a whole number from 0 to 2147483647"],
  [{ status: "503" }, "status must be a whole number from 200 to 599"],
  [{ status: 100 }, "status must be a whole number from 200 to 599"],
  [{ status: 600 }, "status must be a whole number from 200 to 599"],
  [{ status: 429, retryAfter: -1 }, "retryAfter must be a whole number"],
  [{ status: 429, retryAfter: "a\r\nb: c" }, "retryAfter must be text that a header can carry"],
  [{ status: 429, retryAfter: "" }, "retryAfter must be text that a header can carry"],
  [{ retryAfter: 5 }, "retryAfter needs a status"],
  [{ body: "long" }, "body must be one of malformed, empty, html"],
  [{ hangUp: "yes" }, "hangUp must be true or false"],
  [{ hangUp: true, status: 503 }, "hangs up"],
  [{ redirect: "/x", body: "html" }, "either a redirect or a body"],
  [{ redirect: "/x", status: 200 }, "A redirect's status is one of 301, 302, 303, 307, 308"],
  [{ redirect: "" }, "redirect must be text that a header can carry"],
])("a fault %j cannot be scripted, and the error says why", (fault, why) => {
  expect(script(fault)).toThrow(TypeError);
  expect(script(fault)).toThrow(why);
});

test.each<Fault>([
  { delayMs: 0 },
  { delayMs: 5, hangUp: true },
  { route: "business", times: 1, status: 503, retryAfter: "Wed, 21 Oct 2026 07:28:00 GMT", body: "html" },
  { redirect: "https://elsewhere.example/", status: 308 },
])("a fault %j can be scripted", (fault) => {
  expect(script(fault)).not.toThrow();
});
