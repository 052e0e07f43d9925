import { describe, expect, it } from "vitest";
import { type HttpResponse, isBodyNeeded, readTokenResponse } from "../../src/endpoint/token-response.ts";

const sentAt = 1_800_000_000_000;
const read = (response: Partial<HttpResponse>) =>
  readTokenResponse({ status: 200, retryAfter: null, date: null, text: "", ...response }, sentAt, sentAt + 5);
const ok = (body: unknown) => read({ text: typeof body === "string" ? body : JSON.stringify(body) });
const documented = (error: string) => JSON.stringify({ code: 0, error });

describe("readTokenResponse", () => {
  it("reads the token and its lifetime", () => {
    const token = { value: "a.b.c", lifeMs: 3_600_000 };
    expect(ok({ accessToken: "a.b.c", expiresIn: 3600 })).toEqual(token);
    expect(ok({ accessToken: "a.b.c", expiresIn: 3600, tokenType: "Bearer" })).toEqual(token);
  });

  it.each([
    ["no token", { expiresIn: 3600 }],
    ["a token that is not a string", { accessToken: 7, expiresIn: 3600 }],
    ["an empty token", { accessToken: "", expiresIn: 3600 }],
    ["an error body", { code: 0, error: "invalid credentials" }],
    ["a token next to an error", { accessToken: "a", expiresIn: 3600, error: "invalid credentials" }],
    ["HTML", "<!doctype html><title>Hello</title>"],
    ["an empty body", ""],
    ["truncated JSON", '{"accessToken":"a.b'],
    ["an array", "[]"],
    ["null", "null"],
    ["a string", '"token"'],
    ["a line break in the token", { accessToken: "a\r\nX-Injected: 1", expiresIn: 3600 }],
    ["a space in the token", { accessToken: "a b", expiresIn: 3600 }],
    ["letters beyond ASCII in the token", { accessToken: "jéton", expiresIn: 3600 }],
    ["no lifetime", { accessToken: "opaque" }],
    ["an infinite lifetime", '{"accessToken":"a","expiresIn":1e999}'],
    ["a lifetime that is not JSON", '{"accessToken":"a","expiresIn":NaN}'],
    ["a token that has already expired", { accessToken: "a", expiresIn: 0.005 }],
  ])("rejects a 200 with %s as malformed_response", (_, body) => {
    const attempt = () => ok(body);
    expect(attempt).toThrow(
      expect.objectContaining({ name: "TokenError", code: "malformed_response", status: 200 }),
    );
    expect(attempt).not.toThrow(/Hello|Injected|jéton|opaque|invalid credentials/);
  });

  it.each([
    { status: 400, text: documented("apiKey and apiSecret required"), code: "request_rejected" },
    { status: 400, text: documented("invalid payload"), code: "request_rejected" },
    { status: 401, text: documented("invalid credentials"), code: "credentials_rejected" },
    { status: 400, text: documented("invalid credentials"), code: "credentials_rejected" },
    { status: 401, text: documented("invalid payload"), code: "request_rejected" },
    { status: 401, text: "", code: "credentials_rejected" },
    { status: 400, text: "<html>", code: "request_rejected" },
    { status: 403, text: "", code: "unexpected_response" },
    { status: 404, text: documented("invalid credentials"), code: "unexpected_response" },
    { status: 405, text: "", code: "unexpected_response" },
    { status: 407, text: "", code: "unexpected_response" },
    { status: 302, text: "", code: "unexpected_response" },
    { status: 201, text: '{"accessToken":"a","expiresIn":1}', code: "unexpected_response" },
    { status: 408, text: "", code: "unavailable" },
    { status: 425, text: "", code: "unavailable" },
    { status: 429, text: "", code: "rate_limited" },
    { status: 500, text: "", code: "unavailable" },
    { status: 503, text: documented("invalid credentials"), code: "unavailable" },
  ])("maps $status $text to $code", ({ status, text, code }) => {
    expect(() => read({ status, text })).toThrow(expect.objectContaining({ code, status }));
  });

  it.each([429, 503, 401, 404])("copies Retry-After of a %d to the error", (status) => {
    expect(() => read({ status, retryAfter: "40" })).toThrow(
      expect.objectContaining({ retryAfterMs: 40_000 }),
    );
  });

  it("names the proxy if it requires authentication", () => {
    expect(() => read({ status: 407 })).toThrow(/proxy/);
  });

  it("never puts text of the body into an error", () => {
    expect(() => read({ status: 500, text: "stack trace of theirs" })).not.toThrow(/theirs/);
  });
});

describe("isBodyNeeded", () => {
  it("needs the body of a 200, 400 and 401 only", () => {
    const needed = [200, 201, 302, 400, 401, 403, 404, 408, 425, 429, 500, 503].filter(isBodyNeeded);
    expect(needed).toEqual([200, 400, 401]);
  });
});
