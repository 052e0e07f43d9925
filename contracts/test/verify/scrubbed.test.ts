import { expect, test } from "vitest";
import { scrubbed } from "../../src/verify/scrubbed.ts";

test.each([
  ["a token", "came eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl, sorry", "came ‹withheld›, sorry"],
  ["a token that was cut off", "came eyJhbGciOiJIUzI1NiJ9.eyJzdWI", "came ‹withheld›"],
  ["a token of another shape in JSON", '{"accessToken":"opaque"}', '{"accessToken":"‹withheld›"}'],
  [
    "the same in a string of JSON",
    '{\\"accessToken\\": \\"opaque\\"}',
    '{\\"accessToken\\": \\"‹withheld›\\"}',
  ],
  ["a secret in a form", "apiKey=one&apiSecret=two", "apiKey=‹withheld›&apiSecret=‹withheld›"],
  ["a bearer", "authorization: Bearer opaque", "authorization: Bearer ‹withheld›"],
  ["a known secret, wherever it stands", "url?x=canary/1", "url?x=‹withheld›/1"],
])("%s is taken out", (_, text, shown) => {
  expect(scrubbed(text, ["canary"])).toBe(shown);
});

test.each([
  ["the documented sentence about the two fields", 'came "apiKey and apiSecret required"'],
  ["the pattern that a token must match", "^eyJ[A-Za-z0-9_-]*\\.[A-Za-z0-9_-]+$"],
])("%s stays readable", (_, text) => {
  expect(scrubbed(text, [])).toBe(text);
});
