import { describe, expect, test } from "vitest";
import { redact } from "../../src/verify/redact.ts";

describe("redact removes", () => {
  test.each([
    ["a token", "got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl, sorry", "got [redacted], sorry"],
    ["a truncated token", "got eyJhbGciOiJIUzI1NiJ9.eyJzdWI", "got [redacted]"],
    ["an opaque token in JSON", '{"accessToken":"opaque"}', '{"accessToken":"[redacted]"}'],
    [
      "an opaque token in JSON inside a string",
      '{\\"accessToken\\": \\"opaque\\"}',
      '{\\"accessToken\\": \\"[redacted]\\"}',
    ],
    ["credentials in a form", "apiKey=one&apiSecret=two", "apiKey=[redacted]&apiSecret=[redacted]"],
    ["a bearer token", "authorization: Bearer opaque", "authorization: Bearer [redacted]"],
    ["a known secret", "url?x=canary/1", "url?x=[redacted]/1"],
  ])("%s", (_, text, redacted) => {
    expect(redact(text, ["canary"])).toBe(redacted);
  });
});

test.each([
  ["the documented error message", 'got "apiKey and apiSecret required"'],
  ["the pattern of a token", "^eyJ[A-Za-z0-9_-]*\\.[A-Za-z0-9_-]+$"],
])("redact does not change %s", (_, text) => {
  expect(redact(text, [])).toBe(text);
});
