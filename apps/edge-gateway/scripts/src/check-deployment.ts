import type { Callers } from "../../src/access/policy.ts";
import { type ConfigFiles, readConfig } from "../../src/config/config.ts";
import { ConfigError } from "../../src/config/config-error.ts";

/** The parts of a wrangler configuration that the gateway depends on, for one environment. */
export interface Deployment {
  /** The name of the Worker. */
  readonly name?: string | undefined;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly durable_objects: { readonly bindings: readonly DurableObjectBinding[] };
  readonly migrations: readonly { readonly new_sqlite_classes?: readonly string[] | undefined }[];
  readonly ratelimits: readonly { readonly name: string }[];
  readonly route?: Route | undefined;
  readonly routes?: readonly Route[] | undefined;
  readonly workers_dev?: boolean | undefined;
  readonly preview_urls?: boolean | undefined;
  readonly observability?: Observability | undefined;
}

type Route = string | { readonly pattern: string };

interface DurableObjectBinding {
  readonly name: string;
  readonly class_name: string;
  /** The Worker that contains the class. Default: this Worker. */
  readonly script_name?: string | undefined;
}

interface Observability {
  readonly enabled?: boolean | undefined;
  readonly logs?:
    | { readonly enabled?: boolean | undefined; readonly invocation_logs?: boolean | undefined }
    | undefined;
  readonly traces?: { readonly enabled?: boolean | undefined } | undefined;
}

/** What is wrong with a deployment. */
export interface Findings {
  /** Must be corrected before the deployment. */
  readonly faults: readonly string[];
  /** Legal, but probably not intended. */
  readonly warnings: readonly string[];
}

const BROKER = "TOKEN_BROKER";
/** Stand-ins for the secrets, which exist on the platform only. */
const SECRETS = {
  WAKAPAY_API_KEY: "set by wrangler secret put",
  WAKAPAY_API_SECRET: "set by wrangler secret put",
};

/**
 * Finds the faults of a deployment: those that the deployed Worker would log as `misconfigured`,
 * and those that it cannot detect.
 *
 * @example
 * const { faults } = checkDeployment("production", unstable_readConfig({ config, env }), files);
 */
export function checkDeployment(environment: string, deployment: Deployment, files: ConfigFiles): Findings {
  const { vars, durable_objects, ratelimits } = deployment;
  const bound = [...durable_objects.bindings, ...ratelimits].map(({ name }) => [name, {}]);
  const bindings = { ...vars, ...SECRETS, GATEWAY_ENVIRONMENT: environment, ...Object.fromEntries(bound) };
  const { callers, faults } = readCallers(bindings, files);
  return {
    faults: [
      ...faults,
      ...(vars["GATEWAY_ENVIRONMENT"] === environment ? [] : [`GATEWAY_ENVIRONMENT must be ${environment}`]),
      ...secretFaults(vars),
      ...brokerFaults(deployment),
      ...routeFaults(deployment),
      ...exposureFaults(deployment),
    ],
    warnings: policyWarnings(callers),
  };
}

function readCallers(bindings: Env, files: ConfigFiles): { callers?: Callers; faults: readonly string[] } {
  try {
    return { callers: readConfig(bindings, files).callers, faults: [] };
  } catch (error) {
    if (error instanceof ConfigError) return { faults: error.faults };
    throw error;
  }
}

function secretFaults(vars: Deployment["vars"]): readonly string[] {
  return Object.keys(vars)
    .filter((name) => /^WAKAPAY_API_(?:KEY|SECRET)(?:_NEXT)?$/.test(name))
    .map((name) => `vars must not contain ${name}: set it with wrangler secret put`);
}

function brokerFaults({ name: worker, durable_objects, migrations }: Deployment): readonly string[] {
  const isMigrated = migrations.some(({ new_sqlite_classes }) => new_sqlite_classes?.includes("TokenBroker"));
  return [
    ...(isMigrated ? [] : ["migrations must list TokenBroker in new_sqlite_classes"]),
    ...durable_objects.bindings
      .filter(({ name }) => name === BROKER)
      .flatMap(({ class_name, script_name = worker }) => [
        ...(class_name === "TokenBroker" ? [] : [`${BROKER} must be bound to the class TokenBroker`]),
        ...(script_name === worker ? [] : [`${BROKER} must be this Worker's own: remove script_name`]),
      ]),
  ];
}

function routeFaults({ vars, route, routes = [] }: Deployment): readonly string[] {
  const host = URL.parse(String(vars["WAKAPAY_BASE_URL"]))?.hostname.replace(/\.$/, "") ?? "";
  const patterns = [...(route === undefined ? [] : [route]), ...routes].map((one) =>
    typeof one === "string" ? one : one.pattern,
  );
  return patterns.some((pattern) => matchesHost(pattern, host))
    ? ["WAKAPAY_BASE_URL must not be the gateway's own address: a route of wrangler.jsonc matches it"]
    : [];
}

/**
 * Whether a route pattern, such as `*.example/*` or `https://gateway.example/business/*`, matches a
 * host.
 */
function matchesHost(pattern: string, host: string): boolean {
  const [name = ""] = pattern.replace(/^[a-z*]+:\/\//i, "").split("/");
  return new RegExp(
    `^${name
      .replace(/\.$/, "")
      .replace(/[^\w*]/g, "\\$&")
      .replaceAll("*", ".*")}$`,
    "i",
  ).test(host);
}

/** Finds settings that open a second address, lose the log that alerts read, or record raw URLs. */
function exposureFaults({ workers_dev, preview_urls, observability }: Deployment): readonly string[] {
  const { enabled, logs, traces } = observability ?? {};
  return [
    ...(workers_dev === false ? [] : ["workers_dev must be false: it opens a second address"]),
    ...(preview_urls === false ? [] : ["preview_urls must be false: they open further addresses"]),
    ...(enabled === true && logs?.enabled !== false
      ? []
      : ["observability.enabled and observability.logs.enabled must be true: alerts read the log"]),
    ...(logs?.invocation_logs === false
      ? []
      : ["observability.logs.invocation_logs must be false: invocation logs contain raw URLs"]),
    ...(traces?.enabled === true
      ? ["observability.traces.enabled must be false: traces contain raw URLs"]
      : []),
  ];
}

function policyWarnings(callers: Callers | undefined): readonly string[] {
  if (callers === undefined) return [];
  const all = [...callers.values()];
  const readOnly = all.filter(
    ({ readOnly, routes }) => readOnly && routes.some(({ methods }) => methods.some((name) => !isRead(name))),
  );
  return [
    ...(all.some(({ operator }) => operator)
      ? []
      : ["policy callers has no caller with operator: true, so no caller can read /readyz"]),
    ...readOnly.map(({ name }) => `policy callers.${name}.readOnly disables its routes for other methods`),
  ];
}

function isRead(method: string): boolean {
  return method === "GET" || method === "HEAD";
}
