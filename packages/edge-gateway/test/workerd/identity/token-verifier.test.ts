import { describe, expect, test, vi } from "vitest";
import type { CredentialLog } from "../../../src/identity/credential-log.ts";
import { createTokenVerifier } from "../../../src/identity/token-verifier.ts";
import { readPolicy } from "../../../src/policy/policy.ts";
import { NOW, testIssuer } from "./test-issuer.ts";

const ISSUER = "https://issuer.example";
const AUDIENCE = "https://gateway.example";
const ROUTES = [{ methods: ["GET"], path: "/business/balance" }];
const issuer = await testIssuer("key-1");
const jwks = { keys: [issuer.jwk] };
const RULE = { issuer: ISSUER, audience: AUDIENCE, claims: { sub: "billing" }, jwks };
const CLAIMS = { iss: ISSUER, aud: AUDIENCE, sub: "billing" };

/** Creates the verifier of these callers, by their rules. `clock` is in seconds. */
function verifierOf(rules: Record<string, readonly object[]>, clock = { now: NOW }) {
  const callers = Object.entries(rules).map(([name, tokens]) => [name, { tokens, routes: ROUTES }]);
  const policy = readPolicy({ callers: Object.fromEntries(callers) });
  if ("faults" in policy) throw new TypeError(policy.faults.join());
  return createTokenVerifier(policy.callers, { now: () => clock.now * 1_000 });
}

/** Returns the caller of a token, or why it is refused. */
async function verdictOf(token: string, verify = verifierOf({ billing: [RULE] })): Promise<unknown> {
  const log: CredentialLog = {};
  return (await verify(token, log))?.name ?? log.refused;
}

describe("createTokenVerifier", () => {
  test.each(["RS256", "ES256", "EdDSA"])("accepts %s", async (alg) => {
    const other = await testIssuer("key-1", alg);
    const verify = verifierOf({ billing: [{ ...RULE, jwks: { keys: [other.jwk] } }] });
    expect(await verdictOf(await other.sign(CLAIMS), verify)).toBe("billing");
  });

  test.each(["PS256", "ES384", "RS512"])("refuses %s, also with a key of the issuer", async (alg) => {
    const other = await testIssuer("key-1", alg);
    expect(await verdictOf(await other.sign(CLAIMS))).toBe("algorithm not allowed");
  });

  describe("requires that times are within 60 seconds", () => {
    test.each<[string, object, string]>([
      ["exp", { exp: NOW - 59 }, "billing"],
      ["exp", { exp: NOW - 60 }, "token expired"],
      ["nbf", { nbf: NOW + 60 }, "billing"],
      ["nbf", { nbf: NOW + 61 }, "token not yet valid"],
      ["iat", { iat: NOW + 60 }, "billing"],
      ["iat", { iat: NOW + 61 }, "token not yet valid"],
      ["exp", { exp: undefined }, "claim missing"],
      ["iat", { iat: undefined }, "claim missing"],
      ["exp", { exp: String(NOW + 300) }, "token malformed"],
    ])("%s: %j", async (_, times, verdict) => {
      expect(await verdictOf(await issuer.sign({ ...CLAIMS, iat: NOW - 300, ...times }))).toBe(verdict);
    });
  });

  describe("limits the time between iat and exp", () => {
    test.each<[object, number, string]>([
      [{}, 3_600, "billing"],
      [{}, 3_601, "lifetime too long"],
      [{ maxLifetimeSeconds: 300 }, 300, "billing"],
      [{ maxLifetimeSeconds: 300 }, 301, "lifetime too long"],
    ])("%j: %i seconds", async (rule, lifetime, verdict) => {
      const verify = verifierOf({ billing: [{ ...RULE, ...rule }] });
      const token = await issuer.sign({ ...CLAIMS, exp: NOW + lifetime });
      expect(await verdictOf(token, verify)).toBe(verdict);
    });
  });

  describe("compares claims", () => {
    test.each<[object, object, string]>([
      [{ sub: "billing" }, { sub: "Billing" }, "no caller matches"],
      [{ sub: "billing" }, { sub: undefined }, "no caller matches"],
      [{ env: ["blue", "green"] }, { env: "green" }, "billing"],
      [{ env: ["blue", "green"] }, { env: "red" }, "no caller matches"],
      [{ groups: "payments" }, { groups: ["all", "payments"] }, "billing"],
      [{ groups: "payments" }, { groups: "all payments" }, "no caller matches"],
      [{ sub: "billing", env: "blue" }, { sub: "billing" }, "no caller matches"],
      [{ count: "7" }, { count: 7 }, "no caller matches"],
      [{ toString: "x" }, {}, "no caller matches"],
    ])("%j with %j", async (claims, sent, verdict) => {
      const verify = verifierOf({ billing: [{ ...RULE, claims }] });
      expect(await verdictOf(await issuer.sign({ ...CLAIMS, ...sent }), verify)).toBe(verdict);
    });
  });

  test("accepts a list of audiences that contains the rule's", async () => {
    expect(await verdictOf(await issuer.sign({ ...CLAIMS, aud: ["other", AUDIENCE] }))).toBe("billing");
    expect(await verdictOf(await issuer.sign({ ...CLAIMS, aud: ["other"] }))).toBe("audience wrong");
    expect(await verdictOf(await issuer.sign({ ...CLAIMS, aud: undefined }))).toBe("claim missing");
  });

  test("refuses a token that matches two callers, and accepts two rules of one caller", async () => {
    const token = await issuer.sign({ ...CLAIMS, env: "blue" });
    const second = { ...RULE, claims: { env: "blue" } };
    expect(await verdictOf(token, verifierOf({ billing: [RULE], reports: [second] }))).toBe(
      "several callers match",
    );
    expect(await verdictOf(token, verifierOf({ billing: [RULE, second] }))).toBe("billing");
  });

  test("keeps two issuers with the same name and different keys apart", async () => {
    const other = await testIssuer("key-1");
    const verify = verifierOf({
      billing: [RULE],
      reports: [{ ...RULE, jwks: { keys: [other.jwk] } }],
    });
    expect(await verdictOf(await issuer.sign(CLAIMS), verify)).toBe("billing");
    expect(await verdictOf(await other.sign(CLAIMS), verify)).toBe("reports");
  });

  test("refuses a token signed with another key of the same ID", async () => {
    const thief = await testIssuer("key-1");
    expect(await verdictOf(await thief.sign(CLAIMS))).toBe("signature wrong");
  });

  test("refuses an RSA key of fewer than 2048 bits", async () => {
    const n = "A".repeat(171);
    const verify = verifierOf({
      billing: [{ ...RULE, jwks: { keys: [{ kty: "RSA", kid: "key-1", e: "AQAB", n }] } }],
    });
    const strong = await testIssuer("key-1", "RS256");
    expect(await verdictOf(await strong.sign(CLAIMS), verify)).toBe("signing key unusable");
  });

  test("verifies a token once, and again after five minutes at most", async () => {
    const clock = { now: NOW };
    const verify = verifierOf({ billing: [RULE] }, clock);
    const token = await issuer.sign({ ...CLAIMS, exp: NOW + 3_000 });
    const verifications = vi.spyOn(crypto.subtle, "verify");
    for (const seconds of [0, 0, 299, 300]) {
      clock.now = NOW + seconds;
      expect(await verdictOf(token, verify)).toBe("billing");
    }
    expect(verifications).toHaveBeenCalledTimes(2);
    clock.now = NOW + 3_060;
    expect(await verdictOf(token, verify)).toBe("token expired");
    verifications.mockRestore();
  });

  test("forgets a verified token when it expires", async () => {
    const clock = { now: NOW };
    const verify = verifierOf({ billing: [RULE] }, clock);
    const token = await issuer.sign({ ...CLAIMS, exp: NOW + 30 });
    expect(await verdictOf(token, verify)).toBe("billing");
    clock.now = NOW + 89;
    expect(await verdictOf(token, verify)).toBe("billing");
    clock.now = NOW + 90;
    expect(await verdictOf(token, verify)).toBe("token expired");
  });

  test("remembers at most 1,000 tokens", async () => {
    const verify = verifierOf({ billing: [RULE] });
    const first = await issuer.sign({ ...CLAIMS, jti: "first" });
    await verdictOf(first, verify);
    for (let at = 0; at < 1_000; at += 1)
      await verdictOf(await issuer.sign({ ...CLAIMS, jti: `${at}` }), verify);
    const verifications = vi.spyOn(crypto.subtle, "verify");
    await verdictOf(first, verify);
    expect(verifications).toHaveBeenCalledTimes(1);
    verifications.mockRestore();
  });
});
