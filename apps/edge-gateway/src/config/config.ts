import { type Callers, type PolicyResult, readPolicy } from "../access/policy.ts";
import type { BurstLimits } from "../access/rate-limit.ts";
import { policies } from "./bundled-policies.ts";
import { ConfigError } from "./config-error.ts";
import { parseUpstreamConfig, type UpstreamConfig } from "./upstream-config.ts";

/** The Worker's configuration. Contains secrets. */
export interface Config extends UpstreamConfig {
  readonly callers: Callers;
  readonly burstLimits: BurstLimits;
  readonly broker: NonNullable<Env["TOKEN_BROKER"]>;
}

/**
 * Reads the Worker's bindings and the policy. Throws {@link ConfigError} with every fault.
 *
 * `bundled` contains the policies by environment.
 */
export function readConfig(bindings: Env, bundled = policies): Config {
  const faults: string[] = [];
  const upstream = parseUpstreamConfig(bindings, faults);
  const burstLimits = {
    small: bindings.BURST_SMALL,
    medium: bindings.BURST_MEDIUM,
    large: bindings.BURST_LARGE,
  };
  const policy = policyOf(bindings, upstream.environment, bundled);
  if ("faults" in policy) faults.push(...policy.faults);
  else if (upstream.environment !== "local") faults.push(...unboundLimits(policy.callers, burstLimits));
  const broker = bindings.TOKEN_BROKER;
  if (broker === undefined) faults.push("TOKEN_BROKER is missing. Deploy with --env.");
  if ("faults" in policy || broker === undefined || faults.length > 0) throw new ConfigError(faults);
  return { ...upstream, callers: policy.callers, burstLimits, broker };
}

/** Returns the environment's bundled policy. The local environment has the one in `GATEWAY_POLICY`. */
function policyOf(
  { GATEWAY_POLICY: text }: Env,
  environment: string,
  bundled: Readonly<Record<string, unknown>>,
): PolicyResult {
  if (environment !== "local") return readPolicy(bundled[environment]);
  if (!text) return { faults: ["GATEWAY_POLICY is missing"] };
  try {
    return readPolicy(JSON.parse(text));
  } catch {
    return { faults: ["GATEWAY_POLICY must be JSON"] };
  }
}

/** A burst limit without a binding would silently not apply. */
function unboundLimits(callers: Callers, limits: BurstLimits): readonly string[] {
  return [...callers.values()].flatMap(({ name, burst }) =>
    burst && !limits[burst] ? [`policy callers.${name}.burst has no rate-limit binding`] : [],
  );
}
