import type { Bindings } from "../config/bindings.ts";
import { accountFaults, readConfig } from "../config/config.ts";
import { ConfigError } from "../config/config-error.ts";
import type { Callers } from "../policy/policy.ts";
import { type Findings, messagesOf } from "./findings.ts";
import { policyFindings } from "./policy-findings.ts";

/** The parts of a wrangler configuration that the gateway depends on, for one environment. */
export interface Deployment {
  /** The name of the Worker. */
  readonly name?: string | undefined;
  /** The name of the wrangler environment. At the top level, there is none. */
  readonly targetEnvironment?: string | undefined;
  readonly vars: Readonly<Record<string, unknown>>;
  /** The secrets without which wrangler does not deploy. */
  readonly secrets?: { readonly required?: readonly string[] | undefined } | undefined;
  readonly durable_objects: { readonly bindings: readonly DurableObjectBinding[] };
  readonly migrations: readonly { readonly new_sqlite_classes?: readonly string[] | undefined }[];
  readonly ratelimits: readonly { readonly name: string }[];
  readonly analytics_engine_datasets?: readonly { readonly binding: string }[] | undefined;
  readonly route?: Route | undefined;
  readonly routes?: readonly Route[] | undefined;
  readonly workers_dev?: boolean | undefined;
  readonly preview_urls?: boolean | undefined;
  readonly observability?: Observability | undefined;
  readonly build?: { readonly command?: string | undefined } | undefined;
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
  readonly traces?:
    | { readonly enabled?: boolean | undefined; readonly persist?: boolean | undefined }
    | undefined;
}

/** The name of a secret of an account. */
const SECRET = /^WAKAPAY_(?:[A-Z0-9_]+_)?API_(?:KEY|SECRET)(?:_NEXT)?$/;

/**
 * Finds the faults of a deployment: those that the deployed Worker would log as `misconfigured`,
 * and those that it cannot detect.
 *
 * @example
 * const { faults } = checkDeployment("production", unstable_readConfig({ config, env }), policy);
 */
export function checkDeployment(
  environment: string,
  deployment: Deployment,
  policy: string,
  now: number = Date.now(),
): Findings {
  const { vars, secrets, durable_objects, ratelimits } = deployment;
  const bound = [...durable_objects.bindings, ...ratelimits].map(({ name }) => [name, {}]);
  // The secrets exist on the platform only. Wrangler does not deploy without those that are
  // required.
  const standIns = (secrets?.required ?? []).map((name) => [name, "set by wrangler secret put"]);
  const bindings = {
    ...vars,
    ...Object.fromEntries([...standIns, ...bound]),
    GATEWAY_ENVIRONMENT: environment,
  };
  const { callers, faults } = readCallers(bindings, { [environment]: policy });
  const everyone = [...callers.values()];
  const hasQuota = everyone.some(({ quota }) => quota !== undefined);
  const ofPolicy = policyFindings(everyone, now);
  return {
    faults: [
      ...faults.map((fault) => withAdvice(fault, deployment)),
      ...ofPolicy.faults,
      ...deploymentFaults(environment, deployment),
      ...objectFaults("TOKEN_BROKER", "TokenBroker", deployment),
      ...(hasQuota ? objectFaults("CALLER_QUOTA", "CallerQuota", deployment) : []),
    ],
    warnings: [...ofPolicy.warnings, ...wranglerWarnings(environment, deployment)],
  };
}

function readCallers(
  bindings: Bindings,
  policies: Readonly<Record<string, string>>,
): { callers: Callers; faults: readonly string[] } {
  try {
    const { callers, accounts } = readConfig(bindings, policies);
    return { callers, faults: accountFaults(accounts) };
  } catch (error) {
    if (error instanceof ConfigError) return { callers: new Map(), faults: error.faults };
    throw error;
  }
}

/** Says how to add a secret. It is missing in `secrets.required`, and perhaps on the platform. */
function withAdvice(fault: string, { targetEnvironment }: Deployment): string {
  const [name = ""] = fault.split(" is missing");
  if (!SECRET.test(name)) return fault;
  const option = targetEnvironment ? ` --env ${targetEnvironment}` : "";
  return `secrets.required must list ${name}. To set it, run: npx wrangler secret put ${name}${option}`;
}

function deploymentFaults(environment: string, deployment: Deployment): readonly string[] {
  const { vars, workers_dev, preview_urls } = deployment;
  const { enabled, logs, traces } = deployment.observability ?? {};
  const secret = Object.keys(vars).find((name) => SECRET.test(name));
  return messagesOf([
    [vars["GATEWAY_ENVIRONMENT"] !== environment, `GATEWAY_ENVIRONMENT must be ${environment}`],
    [secret !== undefined, `vars must not contain ${secret}: set it with wrangler secret put`],
    [
      hasOwnAddress(deployment),
      "WAKAPAY_BASE_URL must not be the gateway's own address: a route of wrangler.jsonc matches it",
    ],
    [workers_dev !== false, "workers_dev must be false: it opens a second address"],
    [preview_urls !== false, "preview_urls must be false: they open further addresses"],
    [
      enabled !== true || logs?.enabled === false,
      "observability.enabled and observability.logs.enabled must be true: alerts read the log",
    ],
    [
      logs?.invocation_logs !== false,
      "observability.logs.invocation_logs must be false: invocation logs contain raw URLs",
    ],
    [
      traces?.enabled === true && traces.persist !== false,
      "observability.traces.enabled or observability.traces.persist must be false: traces contain raw URLs",
    ],
  ]);
}

/** The faults of the class and the binding of a Durable Object. */
function objectFaults(
  bindingName: string,
  className: string,
  { name, durable_objects, migrations }: Deployment,
): readonly string[] {
  const binding = durable_objects.bindings.find((binding) => binding.name === bindingName);
  const classes = migrations.flatMap(({ new_sqlite_classes = [] }) => new_sqlite_classes);
  return messagesOf([
    [!classes.includes(className), `migrations must list ${className} in new_sqlite_classes`],
    [
      binding !== undefined && binding.class_name !== className,
      `${bindingName} must be bound to the class ${className}`,
    ],
    [(binding?.script_name ?? name) !== name, `${bindingName} must be this Worker's own: remove script_name`],
  ]);
}

/** Warns of settings in `wrangler.jsonc` that are valid, but probably unintended. */
function wranglerWarnings(environment: string, deployment: Deployment): readonly string[] {
  const { build, route, routes = [], observability, analytics_engine_datasets: datasets = [] } = deployment;
  const [, names] = /edge-gateway check\b(.*)/.exec(build?.command ?? "") ?? [];
  const named = names?.match(/(?<= )[a-z][\w-]*/g) ?? [environment];
  return messagesOf([
    [
      observability?.traces?.enabled === true && observability.traces.persist === false,
      "observability.traces contain raw URLs: send them only to a collector that removes the URLs",
    ],
    [
      datasets.length > 0 && !datasets.some(({ binding }) => binding === "FIGURES"),
      "analytics_engine_datasets has no binding FIGURES, so the gateway records no figures",
    ],
    [
      route === undefined && routes.length === 0,
      "routes is empty, so only Workers with a service binding reach this gateway",
    ],
    [
      names === undefined || !named.includes(environment),
      `build.command does not check this environment: npx @wakapay/edge-gateway check ${environment}`,
    ],
  ]);
}

/** Whether one of the Worker's routes matches WakaPay's address. */
function hasOwnAddress({ vars, route, routes = [] }: Deployment): boolean {
  const url = String(vars["WAKAPAY_BASE_URL"]);
  const host = URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, "") : "";
  return [...(route === undefined ? [] : [route]), ...routes]
    .map((one) => (typeof one === "string" ? one : one.pattern))
    .some((pattern) => matchesHost(pattern, host));
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
