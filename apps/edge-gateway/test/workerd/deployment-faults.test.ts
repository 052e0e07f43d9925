import { expect, test } from "vitest";
import { deploymentFaults } from "../../scripts/src/deployment-faults.ts";

const BILLING = { keys: [], burst: "small", routes: [{ methods: ["GET"], path: "/business/balance" }] };
const POLICY = { callers: { billing: BILLING } };
const BROKER = { name: "TOKEN_BROKER", class_name: "TokenBroker" };
const RIGHT = {
  name: "wakapay-edge-gateway-production",
  vars: { GATEWAY_ENVIRONMENT: "production", WAKAPAY_BASE_URL: "https://api.example" },
  durable_objects: { bindings: [BROKER] },
  ratelimits: [{ name: "BURST_SMALL" }],
  routes: [{ pattern: "gateway.example" }],
};

const faultsOf = (change: object) =>
  deploymentFaults("production", { ...RIGHT, ...change }, { production: POLICY });
const withVars = (change: object) => ({ vars: { ...RIGHT.vars, ...change } });

test("a deployment that is right has no fault", () => {
  expect(faultsOf({})).toEqual([]);
  const bindings = [{ ...BROKER, script_name: RIGHT.name }];
  expect(faultsOf({ durable_objects: { bindings } })).toEqual([]);
});

test.each<[string, object, string]>([
  [
    "a Durable Object that is not bound",
    { durable_objects: { bindings: [] } },
    "TOKEN_BROKER is missing; was the Worker deployed with --env?",
  ],
  [
    "another class in its place",
    { durable_objects: { bindings: [{ name: "TOKEN_BROKER", class_name: "GatewayEntrypoint" }] } },
    "TOKEN_BROKER is not bound to the class TokenBroker",
  ],
  [
    "another Worker's class in its place, such as the test environment's",
    { durable_objects: { bindings: [{ ...BROKER, script_name: "wakapay-edge-gateway-test" }] } },
    "TOKEN_BROKER is another Worker's: script_name is not this Worker's own",
  ],
  [
    "a burst limit that is not bound",
    { ratelimits: [{ name: "BURST_LARGE" }] },
    "policy callers.billing.burst: its rate limit is not bound",
  ],
  [
    "another environment's name, and so its policy",
    withVars({ GATEWAY_ENVIRONMENT: "local", GATEWAY_POLICY: JSON.stringify(POLICY) }),
    "GATEWAY_ENVIRONMENT is not production",
  ],
])("%s is a fault", (_, change, fault) => {
  expect(faultsOf(change)).toEqual([fault]);
});

test.each<[string, object]>([
  ["gateway.example", { routes: [{ pattern: "gateway.example", custom_domain: true }] }],
  ["gateway.example", { routes: ["gateway.example/business/*"] }],
  ["gateway.example", { routes: ["https://GATEWAY.example/*"] }],
  ["gateway.example", { routes: ["other.example/*", "*gateway.example/*"] }],
  ["api.gateway.example", { routes: [{ pattern: "*.gateway.example/*", zone_name: "gateway.example" }] }],
  ["gateway.example", { routes: undefined, route: "gateway.example/*" }],
])("WakaPay's address at %s is a fault where %j leads there", (host, routes) => {
  expect(faultsOf({ ...withVars({ WAKAPAY_BASE_URL: `https://${host}` }), ...routes })).toEqual([
    "WAKAPAY_BASE_URL is the gateway itself: a route of wrangler.jsonc leads here",
  ]);
});

test("another host than the gateway's own is none", () => {
  const routes = ["gateway.example/*", "*.pi.example/*", "apixexample/*", "api.example.com/*"];
  routes.push("?pi.example/*", "(api.example", "api.exampl[e]/*", "api\\.example", "api.example|x", "+/*");
  expect(faultsOf({ routes })).toEqual([]);
});
