import type { Bindings } from "./bindings.ts";
import { readText } from "./read-text.ts";

const LOCATION_HINTS = ["wnam", "enam", "sam", "weur", "eeur", "apac", "oc", "afr", "me"] as const;
/** The hosts of this machine, as a `URL` names them. */
export const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];

/** WakaPay's address, for all accounts. */
export interface UpstreamConfig {
  /** The name of the wrangler environment: `local`, `test`, or `production`. */
  readonly environment: string;
  /** WakaPay's origin, without a trailing slash. */
  readonly baseUrl: string;
  /** The region of WakaPay's API, where the brokers are placed. */
  readonly locationHint?: DurableObjectLocationHint;
  /** Whether `http:` is allowed on loopback: in the `local` environment only. */
  readonly allowInsecureLoopback: boolean;
}

/** Reads WakaPay's address, and adds its faults to `faults`. */
export function parseUpstreamConfig(bindings: Bindings, faults: string[]): UpstreamConfig {
  const environment = readText(bindings, "GATEWAY_ENVIRONMENT", faults);
  const isLocal = environment === "local";
  const baseUrl = readText(bindings, "WAKAPAY_BASE_URL", faults).replace(/\/$/, "");
  if (baseUrl !== "") faults.push(...baseUrlFaults(baseUrl, isLocal));
  const locationHint = LOCATION_HINTS.find((hint) => hint === bindings.WAKAPAY_LOCATION_HINT);
  if (bindings.WAKAPAY_LOCATION_HINT && !locationHint)
    faults.push(`WAKAPAY_LOCATION_HINT must be one of: ${LOCATION_HINTS.join(", ")}`);
  return { environment, baseUrl, ...(locationHint && { locationHint }), allowInsecureLoopback: isLocal };
}

function baseUrlFaults(text: string, isLocal: boolean): readonly string[] {
  if (!URL.canParse(text)) return ["WAKAPAY_BASE_URL must be a URL such as https://host"];
  const url = new URL(text);
  const faults: string[] = [];
  const isAllowedHttp = url.protocol === "http:" && isLocal && LOOPBACK.includes(url.hostname);
  if (url.protocol !== "https:" && !isAllowedHttp)
    faults.push("WAKAPAY_BASE_URL must use https (the local environment also allows http on loopback)");
  if (url.hostname.endsWith(".")) faults.push("WAKAPAY_BASE_URL must not have a dot after the host");
  if (text !== url.origin)
    faults.push("WAKAPAY_BASE_URL must be an origin such as https://host, without user, path, or query");
  return faults;
}
