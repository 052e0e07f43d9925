import { documentedError, invented } from "../http/error-response.ts";
import type { Fault } from "./fault.ts";

const BODYLESS_STATUSES = [204, 205, 304];

const BODIES = {
  malformed: { text: '{"accessToken":"eyJhbGciOiJIUzI1NiIsInR5cCI6', type: "application/json" },
  empty: { text: "", type: "application/json" },
  html: {
    text: "<!doctype html><title>Bad Gateway</title><h1>Bad Gateway</h1>",
    type: "text/html; charset=utf-8",
  },
} as const;

/** The answer that a fault gives in the API's place; undefined for one that only delays the true answer. */
export function faultAnswer(fault: Fault): Response | undefined {
  const { retryAfter, body, redirect } = fault;
  if (fault.status === undefined && body === undefined && redirect === undefined) return undefined;

  const status = fault.status ?? (redirect === undefined ? 200 : 307);
  const headers = {
    ...invented,
    ...(redirect !== undefined && { Location: redirect }),
    ...(retryAfter !== undefined && { "Retry-After": String(retryAfter) }),
  };
  if (redirect !== undefined || BODYLESS_STATUSES.includes(status)) {
    return new Response(null, { status, headers });
  }
  if (body === undefined) return documentedError(status, `the sandbox was told to answer ${status}`, headers);
  const { text, type } = BODIES[body];
  return new Response(text, { status, headers: { ...headers, "Content-Type": type } });
}
