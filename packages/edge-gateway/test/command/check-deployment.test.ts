import { describe, expect, test } from "vitest";
import { checkDeployment } from "../../src/command/check-deployment.ts";

const BILLING = { keys: [], burst: "small", routes: [{ methods: ["GET"], path: "/business/balance" }] };
const OPERATIONS = { keys: [], operator: true, routes: [{ methods: ["GET"], path: "/business/balance" }] };
const BROKER = { name: "TOKEN_BROKER", class_name: "TokenBroker" };
const CORRECT = {
  build: { command: "npx @wakapay/edge-gateway check" },
  name: "wakapay-edge-gateway-production",
  workers_dev: false,
  preview_urls: false,
  observability: { enabled: true, logs: { invocation_logs: false }, traces: { enabled: false } },
  migrations: [{ tag: "v1", new_sqlite_classes: ["TokenBroker"] }],
  vars: { GATEWAY_ENVIRONMENT: "production", WAKAPAY_BASE_URL: "https://api.example" },
  secrets: { required: ["WAKAPAY_API_KEY", "WAKAPAY_API_SECRET"] },
  durable_objects: { bindings: [BROKER] },
  ratelimits: [{ name: "BURST_SMALL" }],
  routes: [{ pattern: "gateway.example" }],
};

const check = (change: object, callers: object = { billing: BILLING, operations: OPERATIONS }) =>
  checkDeployment("production", { ...CORRECT, ...change }, JSON.stringify({ callers }));
const faultsOf = (change: object) => check(change).faults;
const withVars = (change: object) => ({ vars: { ...CORRECT.vars, ...change } });

describe("checkDeployment", () => {
  test("finds nothing in a correct deployment", () => {
    expect(check({})).toEqual({ faults: [], warnings: [] });
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
      withVars({
        GATEWAY_ENVIRONMENT: "local",
        GATEWAY_POLICY: JSON.stringify({ callers: { billing: BILLING } }),
      }),
    ],
    [
      "vars must not contain WAKAPAY_API_SECRET: set it with wrangler secret put",
      withVars({ WAKAPAY_API_SECRET: "canary" }),
    ],
    ["migrations must list TokenBroker in new_sqlite_classes", { migrations: [] }],
    [
      "migrations must list TokenBroker in new_sqlite_classes",
      { migrations: [{ new_classes: ["TokenBroker"] }] },
    ],
    ["workers_dev must be false: it opens a second address", { workers_dev: true }],
    ["workers_dev must be false: it opens a second address", { workers_dev: undefined }],
    ["preview_urls must be false: they open further addresses", { preview_urls: true }],
    [
      "observability.enabled and observability.logs.enabled must be true: alerts read the log",
      { observability: { enabled: false, logs: { invocation_logs: false } } },
    ],
    [
      "observability.enabled and observability.logs.enabled must be true: alerts read the log",
      { observability: { enabled: true, logs: { enabled: false, invocation_logs: false } } },
    ],
    [
      "observability.logs.invocation_logs must be false: invocation logs contain raw URLs",
      { observability: { enabled: true } },
    ],
    [
      "observability.traces.enabled or observability.traces.persist must be false: traces contain raw URLs",
      { observability: { ...CORRECT.observability, traces: { enabled: true } } },
    ],
    [
      "WAKAPAY_BASE_URL must not have a dot after the host",
      withVars({ WAKAPAY_BASE_URL: "https://api.example." }),
    ],
  ])("reports: %s", (fault, change) => {
    expect(faultsOf(change)).toEqual([fault]);
  });

  test.each<[string, object]>([
    ["gateway.example", { routes: [{ pattern: "gateway.example", custom_domain: true }] }],
    ["gateway.example", { routes: ["gateway.example/business/*"] }],
    ["gateway.example", { routes: ["gateway.example./*"] }],
    ["gateway.example", { routes: ["https://GATEWAY.example/*"] }],
    ["gateway.example", { routes: ["other.example/*", "*gateway.example/*"] }],
    ["api.gateway.example", { routes: [{ pattern: "*.gateway.example/*", zone_name: "gateway.example" }] }],
    ["gateway.example", { routes: undefined, route: "gateway.example/*" }],
  ])("reports a loop if WAKAPAY_BASE_URL is %s with %j", (host, routes) => {
    expect(faultsOf({ ...withVars({ WAKAPAY_BASE_URL: `https://${host}` }), ...routes })).toEqual([
      "WAKAPAY_BASE_URL must not be the gateway's own address: a route of wrangler.jsonc matches it",
    ]);
  });

  test("reports a loop if WAKAPAY_BASE_URL is the own route with a dot", () => {
    expect(faultsOf(withVars({ WAKAPAY_BASE_URL: "https://gateway.example." }))).toEqual([
      "WAKAPAY_BASE_URL must not have a dot after the host",
      "WAKAPAY_BASE_URL must not be the gateway's own address: a route of wrangler.jsonc matches it",
    ]);
  });

  describe("of a caller with a quota", () => {
    const callers = { billing: { ...BILLING, quota: { perDay: 10 } }, operations: OPERATIONS };
    const QUOTA = { name: "CALLER_QUOTA", class_name: "CallerQuota" };
    const bound = (quota: object = QUOTA, classes = ["TokenBroker", "CallerQuota"]) => ({
      durable_objects: { bindings: [BROKER, quota] },
      migrations: classes.map((name) => ({ new_sqlite_classes: [name] })),
    });

    test("finds nothing if its Durable Object is bound and migrated", () => {
      expect(check(bound(), callers).faults).toEqual([]);
    });

    test.each<[string, object]>([
      [
        "policy callers.billing.quota requires the binding CALLER_QUOTA",
        { ...bound(), durable_objects: { bindings: [BROKER] } },
      ],
      ["migrations must list CallerQuota in new_sqlite_classes", bound(QUOTA, ["TokenBroker"])],
      [
        "CALLER_QUOTA must be bound to the class CallerQuota",
        bound({ name: "CALLER_QUOTA", class_name: "TokenBroker" }),
      ],
      [
        "CALLER_QUOTA must be this Worker's own: remove script_name",
        bound({ ...QUOTA, script_name: "other" }),
      ],
    ])("reports: %s", (fault, change) => {
      expect(check(change, callers).faults).toEqual([fault]);
    });
  });

  test("requires the secrets of every account, and says how to set them", () => {
    const EU = { ...BILLING, account: "eu-2" };
    for (const [option, targetEnvironment] of [
      ["", undefined],
      [" --env live", "live"],
    ]) {
      const change = { secrets: undefined, targetEnvironment };
      expect(check(change, { billing: EU, operations: OPERATIONS }).faults).toEqual(
        ["API_KEY", "API_SECRET", "EU_2_API_KEY", "EU_2_API_SECRET"].map(
          (name) =>
            `secrets.required must list WAKAPAY_${name}. ` +
            `To set it, run: npx wrangler secret put WAKAPAY_${name}${option}`,
        ),
      );
    }
    const required = ["WAKAPAY_EU_2_API_KEY", "WAKAPAY_EU_2_API_SECRET"];
    const eu = { billing: EU, operations: { ...OPERATIONS, account: "eu-2" } };
    expect(check({ secrets: { required } }, eu).faults).toEqual([]);
    expect(check(withVars({ WAKAPAY_EU_2_API_SECRET: "canary" })).faults).toEqual([
      "vars must not contain WAKAPAY_EU_2_API_SECRET: set it with wrangler secret put",
    ]);
  });

  test("warns of a policy without an operator", () => {
    expect(check({}, { billing: BILLING }).warnings).toEqual([
      "policy callers has no caller with operator: true, so no caller can read /readyz",
    ]);
  });

  test("warns of readOnly on a caller with a POST route", () => {
    const routes = [{ methods: ["GET", "POST"], path: "/business/payouts" }];
    const billing = { ...BILLING, readOnly: true, routes };
    expect(check({}, { billing, operations: { ...OPERATIONS, readOnly: true } }).warnings).toEqual([
      "policy callers.billing.readOnly disables its routes for other methods",
    ]);
  });

  test("warns of a dataset that the gateway does not write to", () => {
    const datasets = (binding: string) => ({ analytics_engine_datasets: [{ binding, dataset: "gateway" }] });
    expect(check(datasets("FIGURES")).warnings).toEqual([]);
    expect(check(datasets("FIGURE")).warnings).toEqual([
      "analytics_engine_datasets has no binding FIGURES, so the gateway records no figures",
    ]);
  });

  test("warns of traces that are only exported", () => {
    const traces = { enabled: true, persist: false, destinations: ["collector"] };
    expect(check({ observability: { ...CORRECT.observability, traces } })).toEqual({
      faults: [],
      warnings: [
        "observability.traces contain raw URLs: send them only to a collector that removes the URLs",
      ],
    });
  });

  test("accepts routes that match other hosts", () => {
    const routes = ["gateway.example/*", "*.pi.example/*", "apixexample/*", "api.example.com/*"];
    routes.push("?pi.example/*", "(api.example", "api.exampl[e]/*", "api\\.example", "api.example|x", "+/*");
    expect(faultsOf({ routes })).toEqual([]);
  });
});
