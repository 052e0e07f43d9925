import { describe, expect, test } from "vitest";
import example from "../../../policy/example.json?raw";
import { parseJson } from "../../../src/policy/parse-json.ts";
import { readPolicy } from "../../../src/policy/policy.ts";

const HASH = `sha256:${"a".repeat(64)}`;
const KEY = "wgk_billing_0123456789abcdefghijABCDEFGHIJ01234567";
const ROUTE = { methods: ["GET"], path: "/business/balance" };
const JWK = { kty: "OKP", crv: "Ed25519", kid: "key-1", x: "abc" };
const { kid: _, ...JWK_WITHOUT_ID } = JWK;
const RULE = { issuer: "https://issuer.example", audience: "gateway", claims: { sub: "billing" } };
const LIST = "must be a list with at least one item";
const CALLER_NAME = "must be named with 1 to 32 of a-z, 0-9, and -, starting with a letter or digit";

const withCaller = (caller: object, name = "demo") => ({
  callers: { [name]: { keys: [], routes: [ROUTE], ...caller } },
});
const withRoute = (route: object) => withCaller({ routes: [{ ...ROUTE, ...route }] });

describe("readPolicy", () => {
  test("accepts the example", () => {
    expect(readPolicy(parseJson(example))).toHaveProperty("callers");
  });

  describe("names the place of a fault, and no value", () => {
    const value = "CANARY";
    test.each<[string, unknown]>([
      ["policy must be an object", value],
      ["policy is missing", undefined],
      ["policy callers is missing", {}],
      ["policy callers must contain at least one caller", { callers: {} }],
      ["policy callers must be an object", { callers: value }],
      ["policy callers must be an object", { callers: [value] }],
      ["policy other is not a known member", { ...withCaller({}), other: value }],
      ["policy callers.demo must be an object", { callers: { demo: value } }],
      ["policy callers.demo.routes is missing", { callers: { demo: { keys: [] } } }],
      ["policy callers.demo.readonly is not a known member", withCaller({ readonly: value })],
      ["policy callers.demo.constructor is not a known member", withCaller({ constructor: value })],
      ["policy callers.demo.toString is not a known member", withCaller({ toString: value })],
      ["policy callers.demo.__proto__ is not a known member", withCaller({ ["__proto__"]: value })],
      ["policy callers.demo.readOnly must be true or false", withCaller({ readOnly: value })],
      ["policy callers.demo.operator must be true or false", withCaller({ operator: 1 })],
      ["policy callers.demo.burst must be small, medium, or large", withCaller({ burst: value })],
      ["policy callers.demo.keys must be a list of key hashes", withCaller({ keys: value })],
      [
        "policy callers.demo.keys[0] must be sha256: and 64 lowercase hex digits",
        withCaller({ keys: [value] }),
      ],
      [
        "policy callers.demo.origins[0] must be an origin as browsers send it, such as https://console.example",
        withCaller({ origins: [true] }),
      ],
      [
        'policy callers.demo.routes[0].query.currency[0] must be a value as it is sent in the query, or "*"',
        withRoute({ query: { currency: [7] } }),
      ],
      [
        "policy callers.demo.routes[0].path must be a path template such as /business/payouts/{id}",
        withRoute({ path: 7 }),
      ],
      [
        "policy callers.demo.routes[0].methods[0] must be a method in uppercase, such as GET",
        withRoute({ methods: [7] }),
      ],
      [
        "policy callers.demo.keys must contain at most two keys. Remove one: bbbbbbbb (expires 2026-01-31), cccccccc, dddddddd",
        withCaller({
          keys: [
            { hash: `sha256:${"b".repeat(64)}`, expires: "2026-01-31" },
            ...["c", "d"].map((digit) => `sha256:${digit.repeat(64)}`),
          ],
        }),
      ],
      ["policy callers must not contain the same key hash twice", withCaller({ keys: [HASH, HASH] })],
      [
        "policy callers must not contain the same key hash twice",
        withCaller({ keys: [HASH, { hash: HASH, expires: "2027-03-31" }] }),
      ],
      ...["2027-02-30", "2027-3-31", "31.03.2027", "2027-03-31T00:00:00Z"].map(
        (expires): [string, unknown] => [
          "policy callers.demo.keys[0].expires must be a date such as 2027-03-31",
          withCaller({ keys: [{ hash: HASH, expires }] }),
        ],
      ),
      ...["", "two\nlines", "x".repeat(101)].map((note): [string, unknown] => [
        "policy callers.demo.keys[0].note must be one line of 1 to 100 characters",
        withCaller({ keys: [{ hash: HASH, note }] }),
      ]),
      ...[12345, {}, { expires: "2027-03-31" }, { hash: HASH, expire: value }].map(
        (key): [string, unknown] => [
          "policy callers.demo.keys[0] must be a key hash, or an object with hash, and optionally expires and note",
          withCaller({ keys: [key] }),
        ],
      ),
      [`policy callers.my_name ${CALLER_NAME}`, withCaller({}, "my_name")],
      ["policy callers must not contain a reserved name such as constructor", withCaller({}, "constructor")],
      ["policy callers must not contain a reserved name such as constructor", withCaller({}, "__proto__")],
      [`policy callers.demo.routes ${LIST}`, withCaller({ routes: [] })],
      ["policy callers.demo.routes[0] must be an object", withCaller({ routes: [value] })],
      [
        "policy callers.demo.routes[0].methods[0] must be a method in uppercase, such as GET",
        withRoute({ methods: ["get"] }),
      ],
      [
        "policy callers.demo.routes[0].path must not include the token endpoint, /business/auth",
        withRoute({ path: "/business/Auth" }),
      ],
      [`policy callers.demo.routes[0].query.currency ${LIST}`, withRoute({ query: { currency: [] } })],
      [
        'policy callers.demo.routes[0].query.x.currency[0] must be a value as it is sent in the query, or "*"',
        withRoute({ query: { "x.currency": [""] } }),
      ],
      [
        "policy callers.demo.routes[0].query must not contain a reserved name such as constructor",
        withRoute({ query: { currency: ["USD"], constructor: ["EUR"] } }),
      ],
      [
        "policy callers.demo.routes[0].timeoutMs must be a whole number from 100 to 120000",
        withRoute({ timeoutMs: 1.5 }),
      ],
      [
        "policy callers.demo.routes[0].timeoutMs must be a whole number from 100 to 120000",
        withRoute({ timeoutMs: 99 }),
      ],
      [
        "policy callers.demo.routes[0].maxBodyBytes must be a whole number from 1 to 10485760",
        withRoute({ maxBodyBytes: value }),
      ],
      ...[
        [ROUTE, { ...ROUTE, query: { currency: ["EUR"] } }],
        [ROUTE, { ...ROUTE, path: "/business/Balance" }],
        [
          { ...ROUTE, path: "/business/payouts/{id}" },
          { methods: ["POST", "GET"], path: "/business/payouts/{name}" },
        ],
      ].map((routes): [string, unknown] => [
        "policy callers.demo.routes must not contain two routes for the same method and template; merge them",
        withCaller({ routes }),
      ]),
      ...[
        "*",
        "null",
        "http://console.example",
        "https://*.example",
        "https://console.example/",
        "https://console.example:443",
        "https://Console.example",
        "https://user@console.example",
      ].map((origin): [string, unknown] => [
        "policy callers.demo.origins[0] must be an origin as browsers send it, such as https://console.example",
        withCaller({ origins: [origin] }),
      ]),
      [
        "policy callers.demo.quota.perDay must be a whole number from 1 to 1000000000",
        withCaller({ quota: { perDay: 0 } }),
      ],
      ["policy callers.demo.quota.perDay is missing", withCaller({ quota: {} })],
      [
        "policy callers.demo.quota.whenDown must be allow or reject",
        withCaller({ quota: { perDay: 1, whenDown: "open" } }),
      ],
      [
        "policy callers.demo.quota.perHour is not a known member",
        withCaller({ quota: { perDay: 1, perHour: 1 } }),
      ],
      ['policy callers.demo.quota must be an object such as { "perDay": 5000 }', withCaller({ quota: 10 })],
      [`policy callers.demo.origins ${LIST}`, withCaller({ origins: [] })],
      [
        'policy callers.demo must contain keys or tokens ("keys": [] if it only uses a service binding)',
        withCaller({ keys: undefined }),
      ],
      ...[
        ["tokens", []],
        ["tokens[0].jwks.keys", [{ ...RULE, jwks: { keys: [] } }]],
      ].map(([place, tokens]): [string, unknown] => [
        `policy callers.demo.${place} ${LIST}`,
        withCaller({ tokens }),
      ]),
      ...[
        [" must contain either issuer or cloudflareAccess", { issuer: undefined }],
        [" must contain either issuer or cloudflareAccess", { cloudflareAccess: "acme" }],
        [
          ".cloudflareAccess must be the name of a team: acme for acme.cloudflareaccess.com",
          { issuer: undefined, cloudflareAccess: "acme.cloudflareaccess.com" },
        ],
        [
          " must not contain jwks: cloudflareAccess has its own keys",
          { issuer: undefined, cloudflareAccess: "acme", jwks: { keys: [JWK] } },
        ],
        [
          " must have an https issuer without query and fragment, or jwks",
          { issuer: "http://issuer.example" },
        ],
        [" must have an https issuer without query and fragment, or jwks", { issuer: "https://a.example?b" }],
        [" must have an https issuer without query and fragment, or jwks", { issuer: "https://a@b.example" }],
        [" must have an https issuer without query and fragment, or jwks", { issuer: "issuer" }],
        [".claims must contain at least one claim, such as sub", { claims: {} }],
        [".claims must be an object", { claims: undefined }],
        [".claims must not contain a reserved name such as constructor", { claims: { constructor: "x" } }],
        [".claims.sub must not be an empty list", { claims: { sub: [] } }],
        [".claims.sub must be a text or a list of texts", { claims: { sub: 7 } }],
        [".audience must be the audience that the tokens are issued for", { audience: ["gateway"] }],
        [".maxLifetimeSeconds must be a whole number from 60 to 86400", { maxLifetimeSeconds: 86_401 }],
        [".algorithms is not a known member", { algorithms: ["none"] }],
        [".jwks.keys[0] must not contain a private key", { jwks: { keys: [{ ...JWK, d: "canary" }] } }],
        [
          ".jwks.keys[0] must not contain a private key",
          { jwks: { keys: [{ kty: "oct", kid: "key-1", k: "canary" }] } },
        ],
        [".jwks.keys[0].kty must be RSA, EC, or OKP", { jwks: { keys: [{ ...JWK, kty: value }] } }],
        ['.jwks must be an object that contains the list: { "keys": [...] }', { jwks: [JWK] }],
        [".jwks.keys[0].kid is missing", { jwks: { keys: [JWK_WITHOUT_ID] } }],
        [".jwks.keys[0].crv must be Ed25519", { jwks: { keys: [{ ...JWK, crv: value }] } }],
        [".jwks.keys[0].alg must be EdDSA", { jwks: { keys: [{ ...JWK, alg: value }] } }],
        [".jwks.keys[0].use must be sig", { jwks: { keys: [{ ...JWK, use: value }] } }],
        [".jwks.keys[0].x must be base64url", { jwks: { keys: [{ ...JWK, x: "+" }] } }],
        [".jwks.keys[0].key_ops must contain verify", { jwks: { keys: [{ ...JWK, key_ops: [] }] } }],
        [
          ".jwks.keys[0].kid must be a text of 1 to 256 characters",
          { jwks: { keys: [{ ...JWK, kid: "" }] } },
        ],
      ].map(([fault, rule]): [string, unknown] => [
        `policy callers.demo.tokens[0]${fault}`,
        withCaller({ tokens: [{ ...RULE, ...Object(rule) }] }),
      ]),
    ])("%s", (fault, document) => {
      expect(readPolicy(document)).toEqual({ faults: [fault] });
    });
  });

  test("describes every fault in our words, wherever it is", () => {
    const policy = Object(parseJson(example));
    policy.callers.billing.tokens[0].jwks.keys.push(JWK, { kty: "RSA", kid: "key-2", n: "abc", e: "AQAB" });
    const document = JSON.stringify(policy);
    const messages = placesOf(policy).flatMap((place) =>
      [undefined, null, 7, "", "x", true, [], [null], {}, { x: 1 }].flatMap((value) => {
        const changed = readPolicy(replaced(JSON.parse(document), place, value));
        return "faults" in changed ? changed.faults : [];
      }),
    );
    expect(messages.length).toBeGreaterThan(500);
    expect(messages.filter((message) => /Expected|received|Invalid|undefined/.test(message))).toEqual([]);
  });

  test("shortens names that are longer than a valid one, such as a pasted key", () => {
    expect(readPolicy(withCaller({}, KEY))).toEqual({ faults: [`policy callers.wgk_bill… ${CALLER_NAME}`] });
    expect(readPolicy(withCaller({ [KEY]: true }))).toEqual({
      faults: ["policy callers.demo.wgk_bill… is not a known member"],
    });
  });
});

/** Returns the place of each value in a document. */
function placesOf(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [[]];
  const inner = Object.entries(value).flatMap(([name, member]) =>
    placesOf(member).map((place) => [name, ...place]),
  );
  return [[], ...inner];
}

/** Replaces the value at a place. */
function replaced(document: unknown, place: readonly string[], value: unknown): unknown {
  const [name, ...rest] = place;
  if (name === undefined) return value;
  const parent = Object(document);
  parent[name] = replaced(parent[name], rest, value);
  return parent;
}
