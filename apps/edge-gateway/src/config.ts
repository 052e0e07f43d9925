import type { Credentials } from "@wakapay/auth-core";
import { type Callers, type ReadPolicy, readPolicy } from "./policy-document.ts";
import { Problem } from "./problem.ts";

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);
const PLACEHOLDER = /^(?:your[-_ ]|change[-_ ]?me|placeholder|example|dummy|secret$|test$|todo$|x{3,}|<)/i;

/** Where WakaPay is, and who the gateway is there. Holds secrets: never logged, never answered. */
export interface UpstreamConfig {
  /** `local`, `test` or `production`: the name of the wrangler environment. */
  readonly environment: string;
  /** WakaPay's origin, without a slash at its end. */
  readonly baseUrl: string;
  readonly credentials: Credentials;
  /** Whether `http:` on loopback is accepted: in the `local` environment alone. */
  readonly allowInsecureLoopback: boolean;
}

/** All that the Worker's environment says, checked. */
export interface Config extends UpstreamConfig {
  readonly callers: Callers;
  readonly broker: NonNullable<Env["TOKEN_BROKER"]>;
}

/**
 * Reads the Worker's bindings, or throws `misconfigured` with every fault.
 *
 * A fault names the variable, or the place in the policy, and what was expected there; never a value.
 */
export function readConfig(bindings: Env): Config {
  const faults: string[] = [];
  const upstream = upstreamOf(bindings, faults);
  const policy = policyOf(textOf(bindings, "GATEWAY_POLICY", faults));
  if ("faults" in policy) faults.push(...policy.faults);
  const broker = bindings.TOKEN_BROKER;
  if (broker === undefined) faults.push("TOKEN_BROKER is missing; was the Worker deployed with --env?");
  if ("faults" in policy || broker === undefined || faults.length > 0) throw misconfigured(faults);
  return { ...upstream, callers: policy.callers, broker };
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
  const credentials = {
    apiKey: textOf(bindings, "WAKAPAY_API_KEY", faults),
    apiSecret: textOf(bindings, "WAKAPAY_API_SECRET", faults),
  };
  if (!isLocal && PLACEHOLDER.test(credentials.apiKey)) faults.push("WAKAPAY_API_KEY is a placeholder");
  if (!isLocal && PLACEHOLDER.test(credentials.apiSecret)) faults.push("WAKAPAY_API_SECRET is a placeholder");
  return { environment, baseUrl, credentials, allowInsecureLoopback: isLocal };
}

function textOf(bindings: Env, name: Exclude<keyof Env, "TOKEN_BROKER">, faults: string[]): string {
  const value = bindings[name];
  if (value !== undefined && value.trim() !== "") return value;
  faults.push(`${name} is missing`);
  return "";
}

function policyOf(text: string): ReadPolicy {
  if (text === "") return { faults: [] };
  try {
    return readPolicy(JSON.parse(text));
  } catch {
    return { faults: ["GATEWAY_POLICY is not JSON"] };
  }
}

function misconfigured(faults: readonly string[]): Problem {
  return new Problem("misconfigured", `The gateway's operator has to set this right: ${faults.join("; ")}.`, {
    members: { faults },
  });
}

function baseUrlFaults(text: string, isLocal: boolean): readonly string[] {
  const url = URL.parse(text);
  if (url === null) return ["WAKAPAY_BASE_URL is not a URL"];
  const faults: string[] = [];
  const insecure = url.protocol === "http:" && isLocal && LOOPBACK.has(url.hostname);
  if (url.protocol !== "https:" && !insecure) {
    faults.push("WAKAPAY_BASE_URL is not https: (http: is accepted on loopback in the local environment)");
  }
  if (url.username !== "" || url.password !== "") faults.push("WAKAPAY_BASE_URL holds a user or a password");
  if (text !== url.origin) faults.push("WAKAPAY_BASE_URL is not a plain origin such as https://host");
  return faults;
}
