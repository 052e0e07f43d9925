import type { Credentials } from "@wakapay/auth-core";
import type { Bindings } from "./bindings.ts";
import { ConfigError } from "./config-error.ts";

const LOCATION_HINTS = ["wnam", "enam", "sam", "weur", "eeur", "apac", "oc", "afr", "me"] as const;
const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];
const PLACEHOLDER = /^(?:<.*>|\$\{.*\})$/s;

type TextBinding = {
  [Name in keyof Bindings]-?: Bindings[Name] extends string | undefined ? Name : never;
}[keyof Bindings];

/** WakaPay's address and the gateway's credentials. Contains secrets. */
export interface UpstreamConfig {
  /** The name of the wrangler environment: `local`, `test`, or `production`. */
  readonly environment: string;
  /** WakaPay's origin, without a trailing slash. */
  readonly baseUrl: string;
  readonly credentials: Credentials;
  /** The credentials to use if WakaPay rejects {@link credentials}. Set during a rotation. */
  readonly nextCredentials?: Credentials;
  /** The region of WakaPay's API, where the broker is placed. */
  readonly locationHint?: DurableObjectLocationHint;
  /** Whether `http:` is allowed on loopback: in the `local` environment only. */
  readonly allowInsecureLoopback: boolean;
}

/** Reads the configuration that the broker needs. Throws {@link ConfigError} with every fault. */
export function readUpstreamConfig(bindings: Bindings): UpstreamConfig {
  const faults: string[] = [];
  const config = parseUpstreamConfig(bindings, faults);
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

/** Reads the configuration that the broker needs, and adds its faults to `faults`. */
export function parseUpstreamConfig(bindings: Bindings, faults: string[]): UpstreamConfig {
  const environment = readText(bindings, "GATEWAY_ENVIRONMENT", faults);
  const isLocal = environment === "local";
  const baseUrl = readText(bindings, "WAKAPAY_BASE_URL", faults).replace(/\/$/, "");
  if (baseUrl !== "") faults.push(...baseUrlFaults(baseUrl, isLocal));

  function readSecret(name: TextBinding): string {
    const value = readText(bindings, name, faults);
    if (!isLocal && PLACEHOLDER.test(value)) faults.push(`${name} is a placeholder`);
    return value;
  }

  const credentials = { apiKey: readSecret("WAKAPAY_API_KEY"), apiSecret: readSecret("WAKAPAY_API_SECRET") };
  // Secrets are set one at a time, so a rotation that is being prepared has only one of the two.
  const hasNext = hasText(bindings.WAKAPAY_API_KEY_NEXT) && hasText(bindings.WAKAPAY_API_SECRET_NEXT);
  const nextCredentials = hasNext && {
    apiKey: readSecret("WAKAPAY_API_KEY_NEXT"),
    apiSecret: readSecret("WAKAPAY_API_SECRET_NEXT"),
  };
  const locationHint = LOCATION_HINTS.find((hint) => hint === bindings.WAKAPAY_LOCATION_HINT);
  if (bindings.WAKAPAY_LOCATION_HINT && !locationHint)
    faults.push(`WAKAPAY_LOCATION_HINT must be one of: ${LOCATION_HINTS.join(", ")}`);
  return {
    environment,
    baseUrl,
    credentials,
    ...(nextCredentials && { nextCredentials }),
    ...(locationHint && { locationHint }),
    allowInsecureLoopback: isLocal,
  };
}

/** Reads a variable. At run time, a variable can be any JSON value. */
function readText(bindings: Bindings, name: TextBinding, faults: string[]): string {
  const value: unknown = bindings[name] ?? "";
  const text = String(value).trim();
  if (text === "") faults.push(`${name} is missing`);
  else if (typeof value !== "string") faults.push(`${name} must be a string (got ${typeof value})`);
  else if (text !== value) faults.push(`${name} must not start or end with white space`);
  return text;
}

function hasText(value: unknown): boolean {
  return String(value ?? "").trim() !== "";
}

function baseUrlFaults(text: string, isLocal: boolean): readonly string[] {
  const url = URL.parse(text);
  if (url === null) return ["WAKAPAY_BASE_URL must be a URL such as https://host"];
  const faults: string[] = [];
  const isAllowedHttp = url.protocol === "http:" && isLocal && LOOPBACK.includes(url.hostname);
  if (url.protocol !== "https:" && !isAllowedHttp)
    faults.push("WAKAPAY_BASE_URL must use https (the local environment also allows http on loopback)");
  if (url.hostname.endsWith(".")) faults.push("WAKAPAY_BASE_URL must not have a dot after the host");
  if (text !== url.origin)
    faults.push("WAKAPAY_BASE_URL must be an origin such as https://host, without user, path, or query");
  return faults;
}
