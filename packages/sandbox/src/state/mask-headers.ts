import type { Secrets } from "./secrets.ts";
import { truncate } from "./truncate.ts";

/** Headers as the journal shows them: lower-case names, and values without secrets. */
export type MaskedHeaders = Readonly<Record<string, string>>;

/**
 * The headers whose values the journal shows. A secret can be in any other header, in a form that
 * the sandbox does not know.
 */
const SHOWN = new Set([
  "accept",
  "accept-encoding",
  "accept-language",
  "allow",
  "cache-control",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "date",
  "expect",
  "host",
  "idempotency-key",
  "origin",
  "retry-after",
  "sec-fetch-mode",
  "traceparent",
  "transfer-encoding",
  "user-agent",
  "wakapay-sandbox",
  "www-authenticate",
]);

/**
 * Returns headers as the journal shows them.
 *
 * `Authorization` becomes its scheme and the fingerprint of its token: `Bearer [token
 * 9f86d081884c7d65]`. Values of headers that are not listed above, and names and values that
 * contain a secret, become `[hidden]`. Long names and values are truncated.
 */
export function maskHeaders(headers: Headers, secrets: Secrets, fingerprint?: string): MaskedHeaders {
  const entries = [...headers].map(([name, value]) => {
    if (name === "authorization" && fingerprint !== undefined) return [name, `Bearer [token ${fingerprint}]`];
    if (SHOWN.has(name)) return [name, secrets.occurIn(value) ? "[hidden]" : truncate(value)];
    return [secrets.occurIn(name) ? "[hidden]" : truncate(name), "[hidden]"];
  });
  return Object.freeze(Object.fromEntries(entries));
}
