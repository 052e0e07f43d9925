import * as v from "valibot";
import { type Callers, type PolicyResult, readPolicy } from "../access/policy.ts";
import type { BurstLimits } from "../access/rate-limit.ts";
import { ConfigError } from "./config-error.ts";
import { JsonError, parseJson } from "./parse-json.ts";
import { parseUpstreamConfig, type UpstreamConfig } from "./upstream-config.ts";

const rateLimit = v.object({ name: v.string(), simple: v.object({ limit: v.number(), period: v.number() }) });
const wranglerSchema = v.object({
  env: v.record(v.string(), v.object({ ratelimits: v.optional(v.array(rateLimit), []) })),
});

/** The files that configure the gateway, as text. */
export interface ConfigFiles {
  /** The policies of the deployed environments. The `local` environment uses `GATEWAY_POLICY`. */
  readonly policies: Readonly<Record<string, string>>;
  /** `wrangler.jsonc`. A Worker cannot read the limit and the period of its rate-limit bindings. */
  readonly wrangler: string;
}

/** The Worker's configuration. Contains secrets. */
export interface Config extends UpstreamConfig {
  readonly callers: Callers;
  readonly burstLimits: BurstLimits;
  readonly broker: NonNullable<Env["TOKEN_BROKER"]>;
}

/**
 * Reads the configuration from the Worker's bindings and from files. Throws
 * {@link ConfigError} with every fault.
 */
export function readConfig(bindings: Env, { policies, wrangler }: ConfigFiles): Config {
  const faults: string[] = [];
  const upstream = parseUpstreamConfig(bindings, faults);
  const { environment } = upstream;
  const burstLimits = readBurstLimits(bindings, environment, wrangler);
  const bundled = new Map(Object.entries(policies));
  const policy =
    environment === "local"
      ? parsePolicy(bindings.GATEWAY_POLICY ?? "", "GATEWAY_POLICY")
      : parsePolicy(bundled.get(environment) ?? "", `policy/${environment}.json`);
  if ("faults" in policy) faults.push(...policy.faults);
  else if (environment !== "local") faults.push(...unboundLimits(policy.callers, burstLimits));
  const broker = bindings.TOKEN_BROKER;
  if (broker === undefined) faults.push("TOKEN_BROKER is missing. Deploy with --env.");
  if ("faults" in policy || broker === undefined || faults.length > 0) throw new ConfigError(faults);
  return { ...upstream, callers: policy.callers, burstLimits, broker };
}

function parsePolicy(text: string, source: string): PolicyResult {
  if (text.trim() === "") return { faults: [`${source} is missing or empty`] };
  try {
    return readPolicy(parseJson(text));
  } catch (error) {
    if (error instanceof JsonError) return { faults: [`${source} is not valid JSON: ${error.message}`] };
    throw error;
  }
}

/** Joins the rate-limit bindings with their limits, which `wrangler.jsonc` declares. */
function readBurstLimits(bindings: Env, environment: string, wrangler: string): BurstLimits {
  const { env } = v.parse(wranglerSchema, parseJson(wrangler, { isJsonc: true }));
  const declared = env[environment]?.ratelimits ?? [];

  function burstLimit(name: string, binding: RateLimit | undefined) {
    const limit = declared.find((one) => one.name === name);
    return binding && limit && { binding, ...limit.simple };
  }

  return {
    small: burstLimit("BURST_SMALL", bindings.BURST_SMALL),
    medium: burstLimit("BURST_MEDIUM", bindings.BURST_MEDIUM),
    large: burstLimit("BURST_LARGE", bindings.BURST_LARGE),
  };
}

/** A burst limit without a binding would silently not apply. */
function unboundLimits(callers: Callers, limits: BurstLimits): readonly string[] {
  return [...callers.values()].flatMap(({ name, burst }) =>
    burst && !limits[burst] ? [`policy callers.${name}.burst has no rate-limit binding`] : [],
  );
}
