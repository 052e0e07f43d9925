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

describe("redact removes a secret with special characters", () => {
  const secret = "one\"two\\three'four five/üsix€&<seven";
  const json = (depth: number): string =>
    depth === 0 ? secret : JSON.stringify(json(depth - 1)).slice(1, -1);
  const bytes = Buffer.from(secret);

  test.each([
    ["as it is", secret],
    ["in JSON", json(1)],
    ["in JSON inside a string", json(2)],
    ["in JSON three levels deep", json(3)],
    ["in JSON with Unicode escapes", json(1).replace("ü", "\\u00fc").replace("€", "\\u20AC")],
    ["in the debug output of Rust", json(1).replace("ü", "\\u{fc}").replace("€", "\\u{20ac}")],
    [
      "as bytes in the debug output of Rust",
      json(1).replace("ü", "\\xc3\\xbc").replace("€", "\\xe2\\x82\\xac"),
    ],
    ["in a URL", encodeURIComponent(secret)],
    ["in a URL inside a URL", encodeURIComponent(encodeURIComponent(secret))],
    ["in HTML", html(secret)],
    ["in HTML with numbers", [...secret].map((each) => `&#${each.codePointAt(0)};`).join("")],
    ["in a form", new URLSearchParams({ value: secret }).toString().slice("value=".length)],
    ["in base64", bytes.toString("base64")],
    ["in base64url", bytes.toString("base64url")],
    ["in the base64 of a body", Buffer.from(JSON.stringify({ apiSecret: secret })).toString("base64")],
    ["as a list of bytes", [...bytes].join(", ")],
    ["in hexadecimal", bytes.toString("hex")],
    [
      "as a list of hexadecimal bytes",
      [...bytes].map((byte) => `0x${byte.toString(16).padStart(2, "0")}`).join(", "),
    ],
  ])("%s", (_, text) => {
    const redacted = redact(`before ${text} after`, [secret]);
    expect(redacted).toMatch(/^before .*\[redacted\].* after$/);
    expect(redacted).not.toMatch(/one|two|three|four|five|six|seven/);
    expect(Buffer.from(redacted.split(" ")[1] ?? "", "base64").toString()).not.toMatch(/two|three|four|five/);
  });
});

test.each([
  ["a quote", '{"accessToken":"one\\"two","expiresIn":3600}'],
  ["a quote inside a string", '"{\\"accessToken\\":\\"one\\\\\\"two\\",\\"expiresIn\\":3600}"'],
  ["a comma and spaces", '{"accessToken":"one, two","expiresIn":3600}'],
])("redact removes an unknown token with %s", (_, text) => {
  const redacted = redact(text, []);
  expect(redacted).not.toMatch(/one|two/);
  expect(redacted).toContain("3600");
});

test("redact takes no more than a second for a long run of backslashes", () => {
  const start = performance.now();
  redact(`${"\\".repeat(20_000)}x`, ["a\\\\\\\\b\\\\c", "\\\\\\\\"]);
  expect(performance.now() - start).toBeLessThan(1000);
});

function html(text: string): string {
  const entities = { "&": "&amp;", "<": "&lt;", '"': "&quot;", "'": "&apos;" };
  return Object.entries(entities).reduce((shown, [from, to]) => shown.replaceAll(from, to), text);
}
