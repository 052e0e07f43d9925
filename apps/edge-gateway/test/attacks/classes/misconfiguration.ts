import { expect } from "vitest";
import type { AttackClass, Scenario } from "../attack.ts";

const HASH = `sha256:${"a".repeat(64)}`;
const ROUTE = { methods: ["GET"], path: "/business/balance" };
const NOT_AN_ORIGIN = "WAKAPAY_BASE_URL must be an origin such as https://host, without user, path, or query";
const NOT_HTTPS = "WAKAPAY_BASE_URL must use https (the local environment also allows http on loopback)";
const PATH = "policy callers.wide.routes[0].path";

/**
 * A gateway with faults in its configuration. It reports them in the response in the local
 * environment, and in its log elsewhere. It makes no exchange.
 */
function faulty(name: string, variables: Record<string, string>, ...faults: readonly string[]): Scenario {
  const isLocal = variables["GATEWAY_ENVIRONMENT"] === undefined;
  return {
    name,
    expected: faults,
    variables,
    async run({ served, send, upstream }) {
      expect((await send({ target: "/healthz" })).status).toBe(200);
      const { status, body } = await send({ target: "/business/balance" });
      expect(status).toBe(503);
      expect(body).toContain("urn:wakapay-gateway:problem:misconfigured");
      if (!isLocal) expect(body).not.toMatch(/WAKAPAY_|policy/);
      const printed = body + (await served.output());
      const [, logged = ""] = /"event":"misconfigured".*?"faults":(\[.*?\])\}/.exec(printed) ?? [];
      // A deployed environment also reports the faults of its bundled policy, which are not listed.
      const found: string[] = JSON.parse(logged);
      expect(isLocal ? found : found.filter((fault) => !/^polic(?:y|ies)\b/.test(fault))).toEqual(faults);
      expect(printed).not.toMatch(/canary|wgk_\w{9}/);
      expect(upstream.sandbox.exchanges()).toBe(0);
    },
  };
}

/** Variables with a policy of one caller. */
function policy(caller: object): Record<string, string> {
  return {
    GATEWAY_POLICY: JSON.stringify({ callers: { wide: { keys: [HASH], routes: [ROUTE], ...caller } } }),
  };
}

function policyWithPath(path: string): Record<string, string> {
  return policy({ routes: [{ methods: ["GET"], path }] });
}

/** Deployments with faults. */
export const misconfiguration: AttackClass = {
  title: "Misconfiguration",
  description: `Deployments with faults. Requests get 503 \`misconfigured\`, and no token is requested. Faults are
reported without values: in the response in the local environment, and in the log elsewhere.`,
  attacks: [
    {
      name: "gateway as its own upstream (request with WakaPay's Host)",
      request: ({ upstream }) => ({ host: new URL(upstream.url).host }),
      expected: { status: 503, problem: "misconfigured", and: "no loop" },
      check: ({ response }) =>
        expect(JSON.parse(response.body).faults).toEqual([
          "WAKAPAY_BASE_URL must not be the gateway's own address",
        ]),
    },
  ],
  scenarios: [
    faulty("missing secret", { WAKAPAY_API_SECRET: "" }, "WAKAPAY_API_SECRET is missing"),
    faulty("secret of spaces", { WAKAPAY_API_SECRET: "  " }, "WAKAPAY_API_SECRET is missing"),
    faulty(
      "secret with a line end",
      { WAKAPAY_API_SECRET: "canary-secret\n" },
      "WAKAPAY_API_SECRET must not start or end with white space",
    ),
    faulty(
      "base URL with a password",
      { WAKAPAY_BASE_URL: "https://user:canary@api.example" },
      NOT_AN_ORIGIN,
    ),
    faulty("base URL with a path", { WAKAPAY_BASE_URL: "https://api.example/canary" }, NOT_AN_ORIGIN),
    faulty("base URL without TLS", { WAKAPAY_BASE_URL: "http://canary.example" }, NOT_HTTPS),
    faulty(
      "base URL with a trailing dot",
      { WAKAPAY_BASE_URL: "https://canary.example." },
      "WAKAPAY_BASE_URL must not have a dot after the host",
    ),
    faulty(
      "placeholder from the documentation, in production",
      {
        GATEWAY_ENVIRONMENT: "production",
        WAKAPAY_BASE_URL: "https://api.example",
        WAKAPAY_API_SECRET: "<your_api_secret>",
      },
      "WAKAPAY_API_SECRET is a placeholder",
    ),
    faulty(
      "variables of a developer's machine, in the test environment",
      {
        GATEWAY_ENVIRONMENT: "test",
        WAKAPAY_BASE_URL: "http://127.0.0.1:4010",
        WAKAPAY_LOCATION_HINT: "canary",
        WAKAPAY_API_KEY: "<canary>",
        WAKAPAY_API_SECRET: "<canary-secret>",
        WAKAPAY_API_KEY_NEXT: "<your-canary>",
        WAKAPAY_API_SECRET_NEXT: "<example-canary>",
      },
      NOT_HTTPS,
      "WAKAPAY_LOCATION_HINT must be one of: wnam, enam, sam, weur, eeur, apac, oc, afr, me",
      ...["KEY", "SECRET", "KEY_NEXT", "SECRET_NEXT"].map((name) => `WAKAPAY_API_${name} is a placeholder`),
    ),
    faulty(
      "misspelled restriction",
      policy({ readonly: true }),
      "policy callers.wide.readonly is not a known member",
    ),
    faulty(
      "duplicate restriction (the last one would win)",
      { GATEWAY_POLICY: `{"callers":{"wide":{"keys":[],"routes":[],"readOnly":true,"readOnly":false}}}` },
      "GATEWAY_POLICY is not valid JSON: line 1, column 59: duplicate member",
    ),
    faulty(
      "duplicate caller, one of them with an escaped name",
      { GATEWAY_POLICY: `{"callers":{"wide":{},"\\u0077ide":{}}}` },
      "GATEWAY_POLICY is not valid JSON: line 1, column 23: duplicate member",
    ),
    faulty(
      "policy that is not JSON",
      { GATEWAY_POLICY: "{canary" },
      "GATEWAY_POLICY is not valid JSON: line 1, column 2: expected a name in double quotes",
    ),
    faulty(
      "gateway key instead of its hash",
      policy({ keys: ["wgk_wide_canary"] }),
      "policy callers.wide.keys[0] must be sha256: and 64 lowercase hex digits",
    ),
    faulty(
      "gateway key instead of a member's name",
      policy({ [`wgk_canary_${"a".repeat(38)}`]: true }),
      "policy callers.wide.wgk_cana… is not a known member",
    ),
    faulty(
      "query parameter with the name of an inherited property",
      policy({ routes: [{ ...ROUTE, query: { constructor: ["canary"] } }] }),
      "policy callers.wide.routes[0].query must not contain a reserved name such as constructor",
    ),
    faulty(
      "two routes for one template and method",
      policy({ routes: [ROUTE, { ...ROUTE, query: { currency: ["canary"] } }] }),
      "policy callers.wide.routes must not contain two routes for the same method and template; merge them",
    ),
    faulty(
      "duplicate key hash",
      policy({ keys: [HASH, HASH] }),
      "policy callers must not contain the same key hash twice",
    ),
    faulty(
      "wildcard origin",
      policy({ origins: ["*"] }),
      "policy callers.wide.origins[0] must be an origin as browsers send it, such as https://console.example",
    ),
    faulty(
      "token endpoint as a route",
      policy({ routes: [{ methods: ["POST"], path: "/business/auth" }] }),
      `${PATH} must not include the token endpoint, /business/auth`,
    ),
    faulty(
      "single asterisk in a path",
      policyWithPath("/business/*"),
      `${PATH} must use {name} for any one segment, or ** at the end for all that follow, not *`,
    ),
    faulty(
      "colon parameter in a path",
      policyWithPath("/business/payouts/:id"),
      `${PATH} must name a parameter as {name}, not :name`,
    ),
    faulty(
      "trailing slash in a path",
      policyWithPath("/business/balance/"),
      `${PATH} must not end with a slash`,
    ),
  ],
};
