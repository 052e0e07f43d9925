import { describe, expect, it } from "vitest";
import { type Answer, readAnswer } from "../../src/endpoint/token-endpoint.ts";

const sentAt = 1_800_000_000_000;
const read = (answer: Partial<Answer>) =>
  readAnswer({ status: 200, retryAfter: null, text: "", ...answer }, sentAt, sentAt + 5);
const ok = (body: unknown) => read({ text: typeof body === "string" ? body : JSON.stringify(body) });
const jwt = (claims: unknown) => `e30.${btoa(JSON.stringify(claims)).replace(/=+$/, "")}.c2ln`;

describe("token endpoint: a good answer", () => {
  it.each([
    { expiresIn: 3600, lifeMs: 3_600_000 },
    { expiresIn: "3600", lifeMs: 3_600_000 },
    { expiresIn: " 90 ", lifeMs: 90_000 },
    { expiresIn: 0.5, lifeMs: 500 },
    { expiresIn: "1.5", lifeMs: 1_500 },
    { expiresIn: 86_400, lifeMs: 86_400_000 },
    { expiresIn: 86_401, lifeMs: 86_400_000 },
    { expiresIn: 1e300, lifeMs: 86_400_000 },
  ])("expiresIn $expiresIn lives $lifeMs ms", ({ expiresIn, lifeMs }) => {
    expect(ok({ accessToken: "a.b.c", expiresIn })).toEqual({ value: "a.b.c", lifeMs });
  });

  it("takes the JWT's exp where expiresIn is absent", () => {
    expect(ok({ accessToken: jwt({ exp: sentAt / 1000 + 120 }) })).toMatchObject({ lifeMs: 120_000 });
  });

  it("reads a JWT whose payload needs the URL-safe alphabet", () => {
    expect(ok({ accessToken: jwt({ exp: sentAt / 1000 + 60, sub: "~~~???>>>" }) })).toMatchObject({
      lifeMs: 60_000,
    });
    const urlSafe = jwt({ exp: sentAt / 1000 + 60, sub: "~~~???>>>" })
      .replaceAll("+", "-")
      .replaceAll("/", "_");
    expect(ok({ accessToken: urlSafe })).toMatchObject({ lifeMs: 60_000 });
  });

  it("takes fields that the documentation does not know", () => {
    expect(ok({ accessToken: "a", expiresIn: 1, tokenType: "Bearer" })).toMatchObject({ value: "a" });
  });
});

describe("token endpoint: a malformed answer", () => {
  it.each([0, -1, "0", "-5", "", "an hour", "1e3", "0x10", null, true, {}, [3600], 0.0001])(
    "expiresIn %j is refused",
    (expiresIn) => {
      expect(() => ok({ accessToken: "a.b.c", expiresIn })).toThrow(
        expect.objectContaining({ code: "malformed_response" }),
      );
    },
  );

  it.each(['{"accessToken":"a","expiresIn":1e999}', '{"accessToken":"a","expiresIn":NaN}'])(
    "%s is refused",
    (text) => {
      expect(() => ok(text)).toThrow(expect.objectContaining({ code: "malformed_response" }));
    },
  );

  it.each([
    ["no token", { expiresIn: 3600 }],
    ["a token that is no string", { accessToken: 7, expiresIn: 3600 }],
    ["an empty token", { accessToken: "", expiresIn: 3600 }],
    ["an error body", { code: 0, error: "invalid credentials" }],
    ["a token beside an error", { accessToken: "a", expiresIn: 3600, error: "invalid credentials" }],
    ["HTML", "<!doctype html><title>Hello</title>"],
    ["an empty body", ""],
    ["truncated JSON", '{"accessToken":"a.b'],
    ["an array", "[]"],
    ["null", "null"],
    ["a string", '"token"'],
    ["a line break in the token", { accessToken: "a\r\nX-Injected: 1", expiresIn: 3600 }],
    ["a space in the token", { accessToken: "a b", expiresIn: 3600 }],
    ["letters beyond ASCII", { accessToken: "jéton", expiresIn: 3600 }],
    ["neither expiresIn nor a JWT", { accessToken: "opaque" }],
    ["a JWT without exp", { accessToken: jwt({ sub: "a" }) }],
    ["a JWT that is over", { accessToken: jwt({ exp: sentAt / 1000 - 1 }) }],
    ["a payload that is not base64", { accessToken: "a.%%%.c" }],
  ])("%s", (_, body) => {
    const attempt = () => ok(body);
    expect(attempt).toThrow(
      expect.objectContaining({ name: "TokenError", code: "malformed_response", status: 200 }),
    );
    expect(attempt).not.toThrow(/Hello|Injected|jéton|opaque|invalid credentials/);
  });
});

describe("token endpoint: refusals", () => {
  const documented = (error: string) => JSON.stringify({ code: 0, error });

  it.each([
    { status: 400, text: documented("apiKey and apiSecret required"), code: "request_rejected" },
    { status: 400, text: documented("invalid payload"), code: "request_rejected" },
    { status: 401, text: documented("invalid credentials"), code: "credentials_rejected" },
    { status: 400, text: documented("invalid credentials"), code: "credentials_rejected" },
    { status: 401, text: "", code: "credentials_rejected" },
    { status: 400, text: "<html>", code: "request_rejected" },
    { status: 403, text: "", code: "unexpected_response" },
    { status: 404, text: documented("invalid credentials"), code: "unexpected_response" },
    { status: 405, text: "", code: "unexpected_response" },
    { status: 302, text: "", code: "unexpected_response" },
    { status: 201, text: '{"accessToken":"a","expiresIn":1}', code: "unexpected_response" },
    { status: 429, text: "", code: "rate_limited" },
    { status: 500, text: "", code: "unavailable" },
    { status: 503, text: documented("invalid credentials"), code: "unavailable" },
  ])("$status $text is $code", ({ status, text, code }) => {
    expect(() => read({ status, text })).toThrow(expect.objectContaining({ code, status }));
  });

  it("an error names no text of the body", () => {
    expect(() => read({ status: 500, text: "stack trace of theirs" })).not.toThrow(/theirs/);
  });

  it.each([
    { retryAfter: "120", ms: 120_000 },
    { retryAfter: " 7 ", ms: 7_000 },
    { retryAfter: new Date(sentAt + 60_000).toUTCString(), ms: 59_995 },
    { retryAfter: "99999999", ms: 86_400_000 },
    { retryAfter: "0", ms: undefined },
    { retryAfter: new Date(sentAt - 1_000).toUTCString(), ms: undefined },
    { retryAfter: "soon", ms: undefined },
    { retryAfter: "", ms: undefined },
    { retryAfter: null, ms: undefined },
  ])("Retry-After «$retryAfter» is $ms ms", ({ retryAfter, ms }) => {
    let thrown: unknown;
    try {
      read({ status: 429, retryAfter });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: "rate_limited" });
    expect((thrown as { retryAfterMs?: number }).retryAfterMs).toBe(ms);
  });
});
