import { readConfig } from "../../src/config/config.ts";
import { Problem } from "../../src/http/problem.ts";

/** What wrangler would deploy of an environment: the parts of its configuration that the gateway depends on. */
export interface Deployment {
  /** The Worker's own name. */
  readonly name?: string | undefined;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly durable_objects: { readonly bindings: readonly BoundObject[] };
  readonly ratelimits: readonly { readonly name: string }[];
  readonly route?: Route | undefined;
  readonly routes?: readonly Route[] | undefined;
}

type Route = string | { readonly pattern: string };

interface BoundObject {
  readonly name: string;
  readonly class_name: string;
  /** The Worker that the class is in; default: this one. */
  readonly script_name?: string | undefined;
}

const BROKER = "TOKEN_BROKER";
/** What the platform has, and a check before the deployment has not: the values do not matter. */
const SECRETS = {
  WAKAPAY_API_KEY: "set by wrangler secret put",
  WAKAPAY_API_SECRET: "set by wrangler secret put",
};

/**
 * Every fault of a deployment: those that the deployed Worker would answer with a 503, and those that it cannot know of,
 * because they make it run as another environment, or send its requests to itself.
 *
 * Never part of the Worker: `pnpm gateway:check` asks it. `policies` are those by environment; default: the bundled ones.
 */
export function deploymentFaults(
  environment: string,
  deployment: Deployment,
  policies?: Readonly<Record<string, unknown>>,
): readonly string[] {
  const { name: own, vars, durable_objects, ratelimits, route, routes = [] } = deployment;
  const bound = [...durable_objects.bindings, ...ratelimits].map(({ name }) => [name, {}]);
  const faults = [...workerFaults({ ...vars, ...SECRETS, ...Object.fromEntries(bound) }, policies)];
  if (vars["GATEWAY_ENVIRONMENT"] !== environment) faults.push(`GATEWAY_ENVIRONMENT is not ${environment}`);
  for (const { class_name, script_name = own } of durable_objects.bindings.filter(isBroker)) {
    if (class_name !== "TokenBroker") faults.push(`${BROKER} is not bound to the class TokenBroker`);
    if (script_name !== own)
      faults.push(`${BROKER} is another Worker's: script_name is not this Worker's own`);
  }
  const host = URL.parse(String(vars["WAKAPAY_BASE_URL"]))?.hostname ?? "";
  const all = route === undefined ? routes : [route, ...routes];
  if (all.some((one) => leadsHere(typeof one === "string" ? one : one.pattern, host)))
    faults.push("WAKAPAY_BASE_URL is the gateway itself: a route of wrangler.jsonc leads here");
  return faults;
}

function isBroker({ name }: BoundObject): boolean {
  return name === BROKER;
}

function workerFaults(
  bindings: Env,
  policies: Readonly<Record<string, unknown>> | undefined,
): readonly string[] {
  try {
    readConfig(bindings, policies);
    return [];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return Array.isArray(error.members["faults"]) ? error.members["faults"] : [error.message];
  }
}

/** Whether a route's pattern, such as `gateway.example`, `*.example/*` or `https://gateway.example/business/*`, takes in a host. */
function leadsHere(pattern: string, host: string): boolean {
  const [name = ""] = pattern.replace(/^[a-z*]+:\/\//i, "").split("/");
  return new RegExp(`^${name.replace(/[^\w*]/g, "\\$&").replaceAll("*", ".*")}$`, "i").test(host);
}
