import { expect } from "vitest";
import { serveGateway } from "../../http/serve-gateway.ts";
import type { AttackClass, Scenario } from "../attack.ts";
import { sends } from "../request-text.ts";

const HASH = `sha256:${"a".repeat(64)}`;
const ROUTE = { methods: ["GET"], path: "/business/balance" };

/**
 * A gateway with a configuration fault. It names the fault in its response in the local environment,
 * and in its log elsewhere. It makes no exchange.
 */
function wrong(name: string, change: Record<string, string>, ...faults: readonly string[]): Scenario {
  const isLocal = change["GATEWAY_ENVIRONMENT"] === undefined;
  return {
    name,
    expected: `503 \`misconfigured\`${isLocal ? "" : ", logged"}: ${faults.join("; ")}`,
    async run({ variables, witness, keys }) {
      const gateway = await serveGateway({ variables: { ...variables, ...change } });
      let printed = "";
      try {
        expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
        const response = await fetch(`${gateway.url}/business/balance`, {
          headers: { authorization: `Bearer ${keys.wide}` },
        });
        expect(response.status).toBe(503);
        printed = await response.text();
        if (!isLocal) expect(printed).not.toMatch(/WAKAPAY_|policy/);
      } finally {
        printed += await gateway.close();
      }
      const [, logged = ""] = /"event":"misconfigured".*?"faults":(\[.*?\])\}/.exec(printed) ?? [];
      expect(JSON.parse(logged)).toEqual(faults);
      expect(printed).not.toMatch(/canary|wgk_\w{9}/);
      expect(witness.sandbox.exchanges()).toBe(0);
    },
  };
}

function policy(caller: object): Record<string, string> {
  return {
    GATEWAY_POLICY: JSON.stringify({ callers: { wide: { keys: [HASH], routes: [ROUTE], ...caller } } }),
  };
}

/** Deployments that went wrong. */
export const misconfiguration: AttackClass = {
  title: "Misconfiguration",
  attacks: [
    {
      name: "the gateway is its own upstream: a request comes under WakaPay's host",
      expected: { status: 503, problem: "misconfigured", and: "no loop" },
      request: (rig) => sends({ host: new URL(rig.witness.url).host })(rig),
      also: ({ answer }) =>
        expect(JSON.parse(answer.body).faults).toEqual([
          "WAKAPAY_BASE_URL must not be the gateway's own address",
        ]),
    },
  ],
  scenarios: [
    wrong("no secret", { WAKAPAY_API_SECRET: "" }, "WAKAPAY_API_SECRET is missing"),
    wrong("a secret of spaces", { WAKAPAY_API_SECRET: "  " }, "WAKAPAY_API_SECRET is missing"),
    wrong(
      "a secret with a line end behind it",
      { WAKAPAY_API_SECRET: "canary-secret\n" },
      "WAKAPAY_API_SECRET must not start or end with white space",
    ),
    wrong(
      "an address with a password",
      { WAKAPAY_BASE_URL: "https://user:canary@api.example" },
      "WAKAPAY_BASE_URL must be an origin such as https://host, without user, path, or query",
    ),
    wrong(
      "an address with a path",
      { WAKAPAY_BASE_URL: "https://api.example/canary" },
      "WAKAPAY_BASE_URL must be an origin such as https://host, without user, path, or query",
    ),
    wrong(
      "an address without TLS",
      { WAKAPAY_BASE_URL: "http://canary.example" },
      "WAKAPAY_BASE_URL must use https (the local environment also allows http on loopback)",
    ),
    wrong(
      "the documentation's placeholder, deployed",
      {
        GATEWAY_ENVIRONMENT: "production",
        WAKAPAY_BASE_URL: "https://api.example",
        WAKAPAY_API_SECRET: "<your_api_secret>",
      },
      "WAKAPAY_API_SECRET is a placeholder",
      "policy callers must contain at least one caller",
    ),
    wrong(
      "everything of a developer's machine, deployed",
      {
        GATEWAY_ENVIRONMENT: "test",
        WAKAPAY_BASE_URL: "http://127.0.0.1:4010",
        WAKAPAY_LOCATION_HINT: "canary",
        WAKAPAY_API_KEY: "<canary>",
        WAKAPAY_API_SECRET: "<canary-secret>",
        WAKAPAY_API_KEY_NEXT: "<your-canary>",
        WAKAPAY_API_SECRET_NEXT: "<example-canary>",
      },
      "WAKAPAY_BASE_URL must use https (the local environment also allows http on loopback)",
      ...["KEY", "SECRET", "KEY_NEXT", "SECRET_NEXT"].map((name) => `WAKAPAY_API_${name} is a placeholder`),
      "WAKAPAY_LOCATION_HINT must be one of: wnam, enam, sam, weur, eeur, apac, oc, afr, me",
      "policy callers must contain at least one caller",
    ),
    wrong(
      "a misspelled restriction",
      policy({ readonly: true }),
      "policy callers.wide.readonly is not a known member",
    ),
    wrong(
      "a key where its hash belongs",
      policy({ keys: ["wgk_wide_canary"] }),
      "policy callers.wide.keys[0] must be sha256: and 64 lowercase hex digits",
    ),
    wrong(
      "a key where a name belongs",
      policy({ [`wgk_canary_${"a".repeat(38)}`]: true }),
      "policy callers.wide.wgk_cana… is not a known member",
    ),
    wrong(
      "a parameter by the name of every object's member",
      policy({ routes: [{ ...ROUTE, query: { constructor: ["canary"] } }] }),
      "policy callers.wide.routes[0].query must not contain a reserved name such as constructor",
    ),
    wrong(
      "two routes for one template and method, of which one would be dead",
      policy({ routes: [ROUTE, { ...ROUTE, query: { currency: ["canary"] } }] }),
      "policy callers.wide.routes must not contain two routes for the same method and template; merge them",
    ),
    wrong(
      "one key for two callers' places",
      policy({ keys: [HASH, HASH] }),
      "policy callers must not contain the same key hash twice",
    ),
    wrong(
      "every page's origin",
      policy({ origins: ["*"] }),
      "policy callers.wide.origins[0] must be an origin as browsers send it, such as https://console.example",
    ),
    wrong(
      "the token endpoint as a route",
      policy({ routes: [{ methods: ["POST"], path: "/business/auth" }] }),
      "policy callers.wide.routes[0].path must not include the token endpoint, /business/auth",
    ),
    wrong(
      "a policy with a member twice, of which the last would win",
      {
        GATEWAY_POLICY: `{"callers":{"wide":{"keys":[],"routes":[],"readOnly":true,"readOnly":false}}}`,
      },
      "GATEWAY_POLICY is not valid JSON: line 1, column 59: duplicate member",
    ),
    wrong(
      "a policy that is no JSON",
      { GATEWAY_POLICY: "{canary" },
      "GATEWAY_POLICY is not valid JSON: line 1, column 2: expected a name in double quotes",
    ),
  ],
};
