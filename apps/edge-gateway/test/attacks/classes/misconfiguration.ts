import { expect } from "vitest";
import { serveGateway } from "../../http/serve-gateway.ts";
import type { AttackClass, Scenario } from "../attack.ts";
import { sends } from "../request-text.ts";

const HASH = `sha256:${"a".repeat(64)}`;
const ROUTE = { methods: ["GET"], path: "/business/balance" };

/** A gateway with one thing wrong: it says what to everybody who asks, without a value, and exchanges nothing. */
function wrong(name: string, change: Record<string, string>, ...faults: readonly string[]): Scenario {
  return {
    name,
    expected: `503 \`misconfigured\`: ${faults.join("; ")}`,
    async run({ variables, witness, keys }) {
      const gateway = await serveGateway({ variables: { ...variables, ...change } });
      try {
        expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
        const answer = await fetch(`${gateway.url}/business/balance`, {
          headers: { authorization: `Bearer ${keys.wide}` },
        });
        expect(answer.status).toBe(503);
        const text = await answer.text();
        expect(JSON.parse(text).faults).toEqual(faults);
        expect(text).not.toMatch(/canary/);
        expect(witness.sandbox.exchanges()).toBe(0);
      } finally {
        await gateway.close();
      }
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
        expect(JSON.parse(answer.body).faults).toEqual(["WAKAPAY_BASE_URL is the gateway itself"]),
    },
  ],
  scenarios: [
    wrong("no secret", { WAKAPAY_API_SECRET: "" }, "WAKAPAY_API_SECRET is missing"),
    wrong("a secret of spaces", { WAKAPAY_API_SECRET: "  " }, "WAKAPAY_API_SECRET is missing"),
    wrong(
      "a secret with a line end behind it",
      { WAKAPAY_API_SECRET: "canary-secret\n" },
      "WAKAPAY_API_SECRET has white space around it",
    ),
    wrong(
      "an address with a password",
      { WAKAPAY_BASE_URL: "https://user:canary@api.example" },
      "WAKAPAY_BASE_URL is not a plain origin such as https://host, without user, path or query",
    ),
    wrong(
      "an address with a path",
      { WAKAPAY_BASE_URL: "https://api.example/canary" },
      "WAKAPAY_BASE_URL is not a plain origin such as https://host, without user, path or query",
    ),
    wrong(
      "an address without TLS",
      { WAKAPAY_BASE_URL: "http://canary.example" },
      "WAKAPAY_BASE_URL is not https: (http: is accepted on loopback in the local environment)",
    ),
    wrong(
      "the documentation's placeholder, deployed",
      {
        GATEWAY_ENVIRONMENT: "production",
        WAKAPAY_BASE_URL: "https://api.example",
        WAKAPAY_API_SECRET: "your_api_secret",
      },
      "WAKAPAY_API_SECRET is a placeholder",
      "policy callers: at least one caller is expected",
    ),
    wrong(
      "everything of a developer's machine, deployed",
      {
        GATEWAY_ENVIRONMENT: "test",
        WAKAPAY_BASE_URL: "http://127.0.0.1:4010",
        WAKAPAY_LOCATION_HINT: "canary",
        WAKAPAY_API_KEY: "<canary>",
        WAKAPAY_API_SECRET: "changeme-canary",
        WAKAPAY_API_KEY_NEXT: "your-canary",
        WAKAPAY_API_SECRET_NEXT: "example-canary",
      },
      "WAKAPAY_BASE_URL is not https: (http: is accepted on loopback in the local environment)",
      ...["KEY", "SECRET", "KEY_NEXT", "SECRET_NEXT"].map((name) => `WAKAPAY_API_${name} is a placeholder`),
      "WAKAPAY_LOCATION_HINT is no location hint of Cloudflare's",
      "policy callers: at least one caller is expected",
    ),
    wrong(
      "a misspelled restriction",
      policy({ readonly: true }),
      "policy callers.wide.readonly: is not known here",
    ),
    wrong(
      "a key where its hash belongs",
      policy({ keys: ["wgk_wide_canary"] }),
      "policy callers.wide.keys.0: sha256: and 64 lower-case hex digits are expected",
    ),
    wrong(
      "a key where a name belongs",
      policy({ wgk_wide_canary: true }),
      "policy callers.wide.(name): is not known here",
    ),
    wrong(
      "a parameter by the name of every object's member",
      policy({ routes: [{ ...ROUTE, query: { constructor: ["canary"] } }] }),
      "policy callers.wide.routes.0.query.constructor: a query parameter's name is expected",
    ),
    wrong(
      "two routes for one template and method, of which one would be dead",
      policy({ routes: [ROUTE, { ...ROUTE, query: { currency: ["canary"] } }] }),
      "policy callers.wide.routes: one route for each template and method is expected; merge them",
    ),
    wrong(
      "one key for two callers' places",
      policy({ keys: [HASH, HASH] }),
      "policy callers: no key hash may occur twice",
    ),
    wrong(
      "every page's origin",
      policy({ origins: ["*"] }),
      "policy callers.wide.origins.0: an origin such as https://console.example, as browsers send it, is expected",
    ),
    wrong(
      "the token endpoint as a route",
      policy({ routes: [{ methods: ["POST"], path: "/business/auth" }] }),
      "policy callers.wide.routes.0.path: the token endpoint is never a route",
    ),
    wrong("a policy that is no JSON", { GATEWAY_POLICY: "{canary" }, "GATEWAY_POLICY is not JSON"),
  ],
};
