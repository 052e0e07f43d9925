import { paths } from "../http/paths.ts";
import type { JournalEntry } from "../state/journal.ts";
import type { SampleRequest, SampleValue } from "./snippets.ts";

const JSON_TYPE = { "Content-Type": "application/json" };
const BEARER: SampleValue = { prefix: "Bearer ", variable: "WAKAPAY_TOKEN" };

/** The exchange with credentials from the environment. */
export function exchangeSample(baseUrl: string): SampleRequest {
  return {
    method: "POST",
    url: `${baseUrl}${paths.exchange}`,
    headers: JSON_TYPE,
    body: { apiKey: { variable: "WAKAPAY_API_KEY" }, apiSecret: { variable: "WAKAPAY_API_SECRET" } },
  };
}

/** The documented call with a token from the environment. */
export function balanceSample(baseUrl: string): SampleRequest {
  return {
    method: "GET",
    url: `${baseUrl}${paths.balance}?currency=USD`,
    headers: { Authorization: BEARER },
  };
}

/**
 * A recorded request as a sample. The journal contains no query and no body, so only the documented
 * requests are complete.
 */
export function sampleOf(
  { method, path }: Pick<JournalEntry, "method" | "path">,
  baseUrl: string,
): SampleRequest {
  if (path === paths.exchange && method === "POST") return exchangeSample(baseUrl);
  if (path === paths.balance && method === "GET") return balanceSample(baseUrl);
  const headers = path.startsWith("/business/") && path !== paths.exchange ? { Authorization: BEARER } : {};
  return { method, url: `${baseUrl}${path}`, headers };
}
