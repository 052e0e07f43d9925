import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { credentialFindings } from "../../src/command/credential-findings.ts";
import { readPolicy } from "../../src/policy/policy.ts";

const DAY_MS = 86_400_000;
/** The first millisecond after a key that expires on 2027-03-31. */
const EXPIRED = Date.parse("2027-04-01T00:00:00Z");
const OLD = { hash: `sha256:0a1b2c3d${"0".repeat(56)}`, expires: "2027-03-31", note: "laptop" };
const NEW = `sha256:${"1".repeat(64)}`;

function findings(keys: readonly unknown[], now: number, caller: object = {}) {
  const routes = [{ methods: ["GET"], path: "/business/balance" }];
  const policy = readPolicy({ callers: { billing: { keys, routes, ...caller } } });
  if ("faults" in policy) throw new TypeError(policy.faults.join());
  return credentialFindings([...policy.callers.values()], now);
}

describe("credentialFindings", () => {
  test("warns 30 days before a key expires, and not earlier", () => {
    expect(findings([OLD], EXPIRED - 30 * DAY_MS - 1)).toEqual({ faults: [], warnings: [] });
    expect(findings([OLD], EXPIRED - 30 * DAY_MS)).toEqual({
      faults: [],
      warnings: [
        "policy callers.billing.keys: key 0a1b2c3d expires after 2027-03-31. Create its successor, and add it to the caller",
      ],
    });
  });

  test("reports a caller whose keys have all expired", () => {
    expect(findings([OLD], EXPIRED - 1).faults).toEqual([]);
    expect(findings([OLD], EXPIRED).faults).toEqual([
      "policy callers.billing.keys has no live key. Create one: npx @wakapay/edge-gateway key billing",
    ]);
  });

  test("warns of an expired key next to a live one", () => {
    expect(findings([OLD, NEW], EXPIRED)).toEqual({
      faults: [],
      warnings: ["policy callers.billing.keys: key 0a1b2c3d expired after 2027-03-31. Remove it"],
    });
  });

  test("accepts a caller whose keys have expired if it has tokens", () => {
    const rule = { issuer: "https://issuer.example", audience: "gateway", claims: { sub: "billing" } };
    const { faults, warnings } = findings([OLD], EXPIRED, { tokens: [rule] });
    expect(faults).toEqual([]);
    expect(warnings).toHaveLength(1);
  });

  test("accepts an empty list: a caller that only uses a service binding", () => {
    expect(findings([], EXPIRED)).toEqual({ faults: [], warnings: [] });
  });
});

describe("the keys of an issuer in a policy", () => {
  const keysOf = (...keys: readonly object[]) => {
    const claims = { sub: "billing" };
    const jwks = { keys: keys.map((key) => ({ kid: "key-1", ...key })) };
    return findings([], EXPIRED, { tokens: [{ issuer: "cluster", audience: "gateway", claims, jwks }] })
      .faults;
  };
  const rsa = (modulusLength: number) =>
    generateKeyPairSync("rsa", { modulusLength }).publicKey.export({ format: "jwk" });
  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" });
  const okp = generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" });
  const place = "policy callers.billing.tokens[0].jwks.keys";

  test("are accepted if they can verify a token", () => {
    expect(keysOf(rsa(2_048), ec, okp)).toEqual([]);
  });

  test("are faults if they cannot", () => {
    expect(keysOf(ec, { ...ec, y: "EC" }, { ...okp, x: "abc" }, rsa(1_024))).toEqual([
      `${place}[1] is not a valid EC key. Copy it from the issuer again`,
      `${place}[2] is not a valid OKP key. Copy it from the issuer again`,
      `${place}[3] must have at least 2048 bits`,
    ]);
  });

  test("are valid in the example", () => {
    const policy = readPolicy(
      JSON.parse(readFileSync(join(import.meta.dirname, "../../policy/example.json"), "utf8")),
    );
    if ("faults" in policy) throw new TypeError(policy.faults.join());
    expect(credentialFindings([...policy.callers.values()], 0).faults).toEqual([]);
  });
});
