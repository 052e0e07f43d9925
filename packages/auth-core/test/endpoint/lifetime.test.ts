import { describe, expect, it } from "vitest";
import { lifetime } from "../../src/endpoint/lifetime.ts";

const sentAt = 1_800_000_000_000;
const seconds = sentAt / 1000;
const base64Url = (text: string) => btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const jwt = (claims: unknown) => `e30.${base64Url(JSON.stringify(claims))}.c2ln`;

describe("lifetime", () => {
  it.each([
    { expiresIn: 3600, ms: 3_600_000 },
    { expiresIn: "3600", ms: 3_600_000 },
    { expiresIn: " 90 ", ms: 90_000 },
    { expiresIn: 0.5, ms: 500 },
    { expiresIn: "1.5", ms: 1_500 },
    { expiresIn: 86_400, ms: 86_400_000 },
    { expiresIn: 86_401, ms: 86_400_000 },
    { expiresIn: 1e300, ms: 86_400_000 },
  ])("reads expiresIn $expiresIn as $ms ms", ({ expiresIn, ms }) => {
    expect(lifetime(expiresIn, "a.b.c", sentAt)).toBe(ms);
  });

  it.each([
    0,
    -1,
    "0",
    "-5",
    "",
    "an hour",
    "1e3",
    "0x10",
    Number.NaN,
    Number.POSITIVE_INFINITY,
    true,
    {},
    [3600],
    0.0001,
  ])("does not accept expiresIn %j, even if the JWT says how long it lives", (expiresIn) => {
    expect(lifetime(expiresIn, jwt({ iat: seconds, exp: seconds + 60 }), sentAt)).toBeUndefined();
  });

  it.each([undefined, null])("uses exp minus iat if expiresIn is %s", (expiresIn) => {
    const token = jwt({ iat: seconds - 3_600, exp: seconds - 3_480 });
    expect(lifetime(expiresIn, token, sentAt)).toBe(120_000);
  });

  it("uses exp minus the send time if the JWT has no usable iat", () => {
    for (const iat of [undefined, "now"]) {
      expect(lifetime(undefined, jwt({ iat, exp: seconds + 120 }), sentAt)).toBe(120_000);
    }
  });

  it("reads a payload in the URL-safe alphabet", () => {
    expect(lifetime(undefined, jwt({ exp: seconds + 60, sub: "~~~???>>>" }), sentAt)).toBe(60_000);
  });

  it.each([
    ["is not a JWT", "opaque"],
    ["has no exp", jwt({ sub: "a" })],
    ["has an exp that is not a number", jwt({ exp: "soon" })],
    ["has already expired", jwt({ exp: seconds - 1 })],
    ["ends before it was issued", jwt({ iat: seconds, exp: seconds - 1 })],
    ["has a payload that is not base64", "a.%%%.c"],
  ])("returns undefined if expiresIn is absent and the token %s", (_, token) => {
    expect(lifetime(undefined, token, sentAt)).toBeUndefined();
  });
});
