import { describe, expect, it } from "vitest";
import { isSameToken, parseToken, satisfies } from "../../src/layers.ts";
import { nextReplacements } from "../../src/token/access-token.ts";
import { tokenOf } from "../support/fake-source.ts";

describe("nextReplacements", () => {
  it.each([
    { name: "a token that replaced none", replacements: undefined, ageMs: 0, expected: 1 },
    { name: "a first replacement", replacements: 1, ageMs: 1_000, expected: 2 },
    { name: "a first replacement", replacements: 1, ageMs: 1_999, expected: 2 },
    { name: "a first replacement", replacements: 1, ageMs: 2_000, expected: 1 },
    { name: "a third replacement", replacements: 3, ageMs: 7_999, expected: 4 },
    { name: "a third replacement", replacements: 3, ageMs: 8_000, expected: 1 },
  ])("is $expected for $name that is rejected after $ageMs ms", ({ replacements, ageMs, expected }) => {
    const rejected = { ...tokenOf("a", 0), ...(replacements !== undefined && { replacements }) };
    expect(nextReplacements(rejected, ageMs)).toBe(expected);
  });
});

describe("satisfies", () => {
  const token = tokenOf("a", 1_000, 10_000);

  it.each([
    { name: "a valid token", request: {}, now: 10_999, expected: true },
    { name: "an expired token", request: {}, now: 11_000, expected: false },
    { name: "a token that expires later", request: { minExpiresAt: 10_999 }, now: 1_000, expected: true },
    {
      name: "a token that expires too early",
      request: { minExpiresAt: 11_000 },
      now: 1_000,
      expected: false,
    },
    { name: "the rejected token", request: { rejected: token }, now: 1_000, expected: false },
    { name: "a newer token", request: { rejected: tokenOf("b", 1_000) }, now: 1_000, expected: true },
    { name: "an older token", request: { rejected: tokenOf("b", 1_001) }, now: 1_000, expected: false },
  ])("returns $expected for $name", ({ request, now, expected }) => {
    expect(satisfies(token, request, now)).toBe(expected);
  });

  it("returns true for a replacement that another machine's clock dates earlier", () => {
    const rejected = tokenOf("b", 5_000);
    expect(satisfies({ ...token, replacements: 1 }, { rejected }, 5_000)).toBe(true);
  });
});

describe("isSameToken", () => {
  it("compares values, and two missing tokens are not the same", () => {
    expect(isSameToken(tokenOf("a", 0), tokenOf("a", 1))).toBe(true);
    expect(isSameToken(tokenOf("a", 0), tokenOf("b", 0))).toBe(false);
    expect(isSameToken(undefined, undefined)).toBe(false);
  });
});

describe("parseToken", () => {
  it("returns what was stored", () => {
    const token = { ...tokenOf("a", 1), replacements: 2, fingerprint: "f" };
    expect(parseToken(JSON.stringify(token))).toEqual(token);
  });

  it.each(["", "null", "[]", '{"value":"a"}', '{"value":1,"issuedAt":0,"expiresAt":1}', "{"])(
    "returns undefined for %s",
    (text) => {
      expect(parseToken(text)).toBeUndefined();
    },
  );
});
