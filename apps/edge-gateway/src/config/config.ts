import type { Credentials } from "@wakapay/auth-core";
import { type Callers, type ReadPolicy, readPolicy, shownName } from "../access/policy.ts";
import type { BurstLimits } from "../access/rate-limit.ts";
import { misconfigured } from "../http/problem.ts";
import { policies } from "./bundled-policies.ts";

const LOCATION_HINTS = ["wnam", "enam", "sam", "weur", "eeur", "apac", "oc", "afr", "me"] as const;
const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);
// In turn: a variable that was not filled in; filler or a plain word, numbered or not; a word of documentation, with anything
// but a letter behind it. Of random secrets hardly one in 100,000 looks so.
const PLACEHOLDER =
  /^(?:\$?[<{]+[\w .'-]*[>}]+|\$[a-z_]+|(?:[-_.*x…]+|undefined|null|secret|test|password|tbd)\d*|(?:your(?:api.*)?|example|dummy|placeholder|todo|(?:change|replace)[-_ ]?me)(?:[^a-z].*)?)$/i;

type TextBinding = { [Name in keyof Env]-?: Env[Name] extends string | undefined ? Name : never }[keyof Env];

/** Where WakaPay is, and who the gateway is there. Holds secrets: never logged, never answered. */
export interface UpstreamConfig {
  /** `local`, `test` or `production`: the name of the wrangler environment. */
  readonly environment: string;
  /** WakaPay's origin, without a slash at its end. */
  readonly baseUrl: string;
  readonly credentials: Credentials;
  /** The pair to use once WakaPay rejects {@link credentials}; there while a rotation is under way. */
  readonly nextCredentials?: Credentials;
  /** Where WakaPay's API is, for the broker to be near it. */
  readonly locationHint?: DurableObjectLocationHint;
  /** Whether `http:` on loopback is accepted: in the `local` environment alone. */
  readonly allowInsecureLoopback: boolean;
}

/** All that the Worker's environment says, checked. */
export interface Config extends UpstreamConfig {
  readonly callers: Callers;
  readonly burstLimits: BurstLimits;
  readonly broker: NonNullable<Env["TOKEN_BROKER"]>;
}

/**
 * Reads the Worker's bindings, or throws `misconfigured` with every fault. `bundled` are the policies by environment.
 *
 * A fault names the variable, or the place in the policy, and what was expected there; never a value.
 */
export function readConfig(bindings: Env, bundled = policies): Config {
  const faults: string[] = [];
  const upstream = upstreamOf(bindings, faults);
  const burstLimits = {
    small: bindings.BURST_SMALL,
    medium: bindings.BURST_MEDIUM,
    large: bindings.BURST_LARGE,
  };
  const policy = policyOf(bindings, upstream.environment, bundled);
  if ("faults" in policy) faults.push(...policy.faults);
  else if (upstream.environment !== "local") requireBound(policy.callers, burstLimits, faults);
  const broker = bindings.TOKEN_BROKER;
  if (broker === undefined) faults.push("TOKEN_BROKER is missing; was the Worker deployed with --env?");
  if ("faults" in policy || broker === undefined || faults.length > 0) throw misconfigured(faults);
  return { ...upstream, callers: policy.callers, burstLimits, broker };
}

/** Reads what the broker needs, which is not the policy; throws as {@link readConfig} does. */
export function readUpstreamConfig(bindings: Env): UpstreamConfig {
  const faults: string[] = [];
  const upstream = upstreamOf(bindings, faults);
  if (faults.length > 0) throw misconfigured(faults);
  return upstream;
}

function upstreamOf(bindings: Env, faults: string[]): UpstreamConfig {
  const environment = textOf(bindings, "GATEWAY_ENVIRONMENT", faults);
  const isLocal = environment === "local";
  const baseUrl = textOf(bindings, "WAKAPAY_BASE_URL", faults).replace(/\/$/, "");
  if (baseUrl !== "") faults.push(...baseUrlFaults(baseUrl, isLocal));
  const secretOf = (name: TextBinding): string => {
    const value = textOf(bindings, name, faults);
    if (!isLocal && PLACEHOLDER.test(value)) faults.push(`${name} is a placeholder`);
    return value;
  };
  const credentials = { apiKey: secretOf("WAKAPAY_API_KEY"), apiSecret: secretOf("WAKAPAY_API_SECRET") };
  // Secrets are put one by one: half a pair is a rotation that is being prepared, and no reason to refuse callers.
  const hasNext =
    /\S/.test(bindings.WAKAPAY_API_KEY_NEXT ?? "") && /\S/.test(bindings.WAKAPAY_API_SECRET_NEXT ?? "");
  const nextCredentials = hasNext && {
    apiKey: secretOf("WAKAPAY_API_KEY_NEXT"),
    apiSecret: secretOf("WAKAPAY_API_SECRET_NEXT"),
  };
  const locationHint = LOCATION_HINTS.find((hint) => hint === bindings.WAKAPAY_LOCATION_HINT);
  if (bindings.WAKAPAY_LOCATION_HINT && !locationHint)
    faults.push("WAKAPAY_LOCATION_HINT is no location hint of Cloudflare's");
  return {
    environment,
    baseUrl,
    credentials,
    ...(nextCredentials && { nextCredentials }),
    ...(locationHint && { locationHint }),
    allowInsecureLoopback: isLocal,
  };
}

/** A variable's text. At run time a variable may be any JSON, whatever its type says. */
function textOf(bindings: Env, name: TextBinding, faults: string[]): string {
  const value: unknown = bindings[name] ?? "";
  const text = String(value).trim();
  if (text === "") faults.push(`${name} is missing`);
  else if (typeof value !== "string") faults.push(`${name} is not a text`);
  else if (text !== value) faults.push(`${name} has white space around it`);
  return text;
}

/** The bundled policy; in the local environment, which has none, that of `GATEWAY_POLICY`. */
function policyOf(
  { GATEWAY_POLICY: text }: Env,
  environment: string,
  bundled: Readonly<Record<string, unknown>>,
): ReadPolicy {
  if (environment !== "local") return readPolicy(bundled[environment]);
  if (!text) return { faults: ["GATEWAY_POLICY is missing"] };
  try {
    return readPolicy(JSON.parse(text));
  } catch {
    return { faults: ["GATEWAY_POLICY is not JSON"] };
  }
}

/** A burst limit that is not bound would be no limit, without a word. */
function requireBound(callers: Callers, limits: BurstLimits, faults: string[]): void {
  for (const { name, burst } of callers.values())
    if (burst && !limits[burst])
      faults.push(`policy callers.${shownName(name)}.burst: its rate limit is not bound`);
}

function baseUrlFaults(text: string, isLocal: boolean): readonly string[] {
  const url = URL.parse(text);
  if (url === null) return ["WAKAPAY_BASE_URL is not a URL"];
  const faults: string[] = [];
  const insecure = url.protocol === "http:" && isLocal && LOOPBACK.has(url.hostname);
  if (url.protocol !== "https:" && !insecure) {
    faults.push("WAKAPAY_BASE_URL is not https: (http: is accepted on loopback in the local environment)");
  }
  if (text !== url.origin) {
    faults.push("WAKAPAY_BASE_URL is not a plain origin such as https://host, without user, path or query");
  }
  return faults;
}
