import { documentedError, invented } from "./documented-error.ts";
import type { Fault } from "./fault.ts";

const BODYLESS_STATUSES = [204, 205, 304];

/** The answer that a fault gives in the API's place; undefined for one that only delays the true answer. */
export function faultAnswer({ status, retryAfter, body, redirect }: Fault): Response | undefined {
  if (redirect !== undefined) {
    return new Response(null, { status: status ?? 307, headers: { ...invented, Location: redirect } });
  }
  if (status === undefined && body === undefined) return undefined;
  const headers = { ...invented, ...(retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) }) };
  if (status !== undefined && BODYLESS_STATUSES.includes(status))
    return new Response(null, { status, headers });
  if (body === undefined)
    return documentedError(status ?? 200, `the sandbox was told to answer ${status}`, headers);
  const { text, type } = BODIES[body];
  return new Response(text, { status: status ?? 200, headers: { ...headers, "Content-Type": type } });
}

const BODIES = {
  malformed: { text: '{"accessToken":"eyJhbGciOiJIUzI1NiIsInR5cCI6', type: "application/json" },
  empty: { text: "", type: "application/json" },
  html: {
    text: "<!doctype html><title>Bad Gateway</title><h1>Bad Gateway</h1>",
    type: "text/html; charset=utf-8",
  },
} as const;
