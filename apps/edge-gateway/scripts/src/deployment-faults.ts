import { readConfig } from "../../src/config/config.ts";
import { ConfigError } from "../../src/config/config-error.ts";

/** The parts of a wrangler configuration that the gateway depends on, for one environment. */
export interface Deployment {
  /** The name of the Worker. */
  readonly name?: string | undefined;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly durable_objects: { readonly bindings: readonly DurableObjectBinding[] };
  readonly ratelimits: readonly { readonly name: string }[];
  readonly route?: Route | undefined;
  readonly routes?: readonly Route[] | undefined;
}

type Route = string | { readonly pattern: string };

interface DurableObjectBinding {
  readonly name: string;
  readonly class_name: string;
  /** The Worker that contains the class. Default: this Worker. */
  readonly script_name?: string | undefined;
}

const BROKER = "TOKEN_BROKER";
/** Stand-ins for the secrets, which exist on the platform only. */
const SECRETS = {
  WAKAPAY_API_KEY: "set by wrangler secret put",
  WAKAPAY_API_SECRET: "set by wrangler secret put",
};

/**
 * Returns every fault of a deployment: those that the deployed Worker would report as
 * `misconfigured`, and those that it cannot detect.
 *
 * `policies` contains the policies by environment. Default: the bundled ones.
 */
export function deploymentFaults(
  environment: string,
  deployment: Deployment,
  policies?: Readonly<Record<string, unknown>>,
): readonly string[] {
  const { vars, durable_objects, ratelimits } = deployment;
  const bound = [...durable_objects.bindings, ...ratelimits].map(({ name }) => [name, {}]);
  const faults = [...configFaults({ ...vars, ...SECRETS, ...Object.fromEntries(bound) }, policies)];
  if (vars["GATEWAY_ENVIRONMENT"] !== environment) faults.push(`GATEWAY_ENVIRONMENT must be ${environment}`);
  faults.push(...brokerFaults(deployment), ...routeFaults(deployment));
  return faults;
}

function configFaults(
  bindings: Env,
  policies: Readonly<Record<string, unknown>> | undefined,
): readonly string[] {
  try {
    readConfig(bindings, policies);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

function brokerFaults({ name: worker, durable_objects }: Deployment): readonly string[] {
  return durable_objects.bindings
    .filter(({ name }) => name === BROKER)
    .flatMap(({ class_name, script_name = worker }) => [
      ...(class_name === "TokenBroker" ? [] : [`${BROKER} must be bound to the class TokenBroker`]),
      ...(script_name === worker ? [] : [`${BROKER} must be this Worker's own: remove script_name`]),
    ]);
}

function routeFaults({ vars, route, routes = [] }: Deployment): readonly string[] {
  const host = URL.parse(String(vars["WAKAPAY_BASE_URL"]))?.hostname ?? "";
  const patterns = [...(route === undefined ? [] : [route]), ...routes].map((one) =>
    typeof one === "string" ? one : one.pattern,
  );
  return patterns.some((pattern) => matchesHost(pattern, host))
    ? ["WAKAPAY_BASE_URL must not be the gateway's own address: a route of wrangler.jsonc matches it"]
    : [];
}

/** Whether a route pattern, such as `*.example/*` or `https://gateway.example/business/*`, matches a host. */
function matchesHost(pattern: string, host: string): boolean {
  const [name = ""] = pattern.replace(/^[a-z*]+:\/\//i, "").split("/");
  return new RegExp(`^${name.replace(/[^\w*]/g, "\\$&").replaceAll("*", ".*")}$`, "i").test(host);
}
