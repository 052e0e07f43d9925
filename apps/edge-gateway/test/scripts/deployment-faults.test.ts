import { describe, expect, test } from "vitest";
import { deploymentFaults } from "../../scripts/src/deployment-faults.ts";

const BILLING = { keys: [], burst: "small", routes: [{ methods: ["GET"], path: "/business/balance" }] };
const POLICY = { callers: { billing: BILLING } };
const BROKER = { name: "TOKEN_BROKER", class_name: "TokenBroker" };
const CORRECT = {
  name: "wakapay-edge-gateway-production",
  vars: { GATEWAY_ENVIRONMENT: "production", WAKAPAY_BASE_URL: "https://api.example" },
  durable_objects: { bindings: [BROKER] },
  ratelimits: [{ name: "BURST_SMALL" }],
  routes: [{ pattern: "gateway.example" }],
};

const faultsOf = (change: object) =>
  deploymentFaults("production", { ...CORRECT, ...change }, { production: POLICY });
const withVars = (change: object) => ({ vars: { ...CORRECT.vars, ...change } });

describe("deploymentFaults", () => {
  test("is empty for a correct deployment", () => {
    expect(faultsOf({})).toEqual([]);
    const bindings = [{ ...BROKER, script_name: CORRECT.name }];
    expect(faultsOf({ durable_objects: { bindings } })).toEqual([]);
  });

  test.each<[string, object]>([
    ["TOKEN_BROKER is missing. Deploy with --env.", { durable_objects: { bindings: [] } }],
    [
      "TOKEN_BROKER must be bound to the class TokenBroker",
      { durable_objects: { bindings: [{ name: "TOKEN_BROKER", class_name: "GatewayEntrypoint" }] } },
    ],
    [
      "TOKEN_BROKER must be this Worker's own: remove script_name",
      { durable_objects: { bindings: [{ ...BROKER, script_name: "wakapay-edge-gateway-test" }] } },
    ],
    ["policy callers.billing.burst has no rate-limit binding", { ratelimits: [{ name: "BURST_LARGE" }] }],
    [
      "GATEWAY_ENVIRONMENT must be production",
      withVars({ GATEWAY_ENVIRONMENT: "local", GATEWAY_POLICY: JSON.stringify(POLICY) }),
    ],
  ])("reports: %s", (fault, change) => {
    expect(faultsOf(change)).toEqual([fault]);
  });

  test.each<[string, object]>([
    ["gateway.example", { routes: [{ pattern: "gateway.example", custom_domain: true }] }],
    ["gateway.example", { routes: ["gateway.example/business/*"] }],
    ["gateway.example", { routes: ["https://GATEWAY.example/*"] }],
    ["gateway.example", { routes: ["other.example/*", "*gateway.example/*"] }],
    ["api.gateway.example", { routes: [{ pattern: "*.gateway.example/*", zone_name: "gateway.example" }] }],
    ["gateway.example", { routes: undefined, route: "gateway.example/*" }],
  ])("reports a loop if WAKAPAY_BASE_URL is %s with %j", (host, routes) => {
    expect(faultsOf({ ...withVars({ WAKAPAY_BASE_URL: `https://${host}` }), ...routes })).toEqual([
      "WAKAPAY_BASE_URL must not be the gateway's own address: a route of wrangler.jsonc matches it",
    ]);
  });

  test("accepts routes that match other hosts", () => {
    const routes = ["gateway.example/*", "*.pi.example/*", "apixexample/*", "api.example.com/*"];
    routes.push("?pi.example/*", "(api.example", "api.exampl[e]/*", "api\\.example", "api.example|x", "+/*");
    expect(faultsOf({ routes })).toEqual([]);
  });
});
