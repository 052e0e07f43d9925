import { HTTPException } from "hono/http-exception";
import { SOURCE_HEADER } from "../http/error-response.ts";
import type { BusinessHandler } from "../options/business.ts";

const UPSTREAM =
  "an http or https URL without credentials, query, and fragment, such as http://127.0.0.1:4020";

/** Options of {@link forwardTo}. */
export interface ForwardOptions {
  /**
   * The `Authorization` header for the mock, such as `Bearer mock`. Some mocks, such as Prism,
   * check that there is one. Default: none.
   */
  readonly authorization?: string | undefined;
}

/** Headers of one connection, which a proxy must not pass on (RFC 9110, section 7.6.1). */
const CONNECTION_HEADERS = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/**
 * Creates a `business` handler that forwards requests to a mock server that you already have.
 *
 * The mock gets the method, path, query, headers, and body, without the bearer. The headers
 * `WakaPay-Sandbox-Account` and `WakaPay-Sandbox-Token-Id` say who sent the request. Bodies are
 * streamed in both directions. Redirects are returned, not followed. If the mock cannot be reached,
 * the caller gets a 502.
 *
 * Throws a `TypeError` if `url` isn't an http or https URL, or has credentials, a query, or a
 * fragment, or if `authorization` isn't a valid header.
 *
 * @example
 * const sandbox = createSandbox({
 *   credentials: [{ apiKey: "my-key", apiSecret: "my-secret" }],
 *   business: forwardTo("http://127.0.0.1:4020"),
 * });
 */
export function forwardTo(url: string | URL, { authorization }: ForwardOptions = {}): BusinessHandler {
  const base = parseBase(url);
  if (authorization !== undefined && !/^[!-~]([ -~]*[!-~])?$/.test(authorization)) {
    throw new TypeError("`authorization` must be a header, such as `Bearer mock`.");
  }
  return async (request, { account, tokenId }) => {
    const { pathname, search } = new URL(request.url);
    const headers = withoutConnectionHeaders(request.headers, ["expect", "host"]);
    if (authorization !== undefined) headers.set("Authorization", authorization);
    headers.set("WakaPay-Sandbox-Account", encodeURIComponent(account));
    headers.set("WakaPay-Sandbox-Token-Id", tokenId);
    try {
      const { method, body, signal } = request;
      const init = { method, headers, body, signal, redirect: "manual", duplex: "half" } as const;
      return fromUpstream(await fetch(`${base}${pathname}${search}`, init));
    } catch (error) {
      if (request.signal.aborted) throw error;
      const reason = `the upstream ${base} is not available (${causeOf(error)}): start it, or change its URL`;
      throw new HTTPException(502, { message: reason, cause: error });
    }
  };
}

function parseBase(text: string | URL): string {
  const url = URL.canParse(String(text)) ? new URL(text) : undefined;
  const others = url && `${url.username}${url.password}${url.search}${url.hash}`;
  if (!url || others !== "" || !/^https?:$/.test(url.protocol)) {
    throw new TypeError(`The upstream must be ${UPSTREAM}.`);
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

/** `fetch` decodes the body, so its encoding and length no longer apply. */
function fromUpstream(response: Response): Response {
  const { status, statusText, body } = response;
  const encoded = response.headers.has("content-encoding");
  const decoded = encoded ? ["content-encoding", "content-length"] : [];
  const headers = withoutConnectionHeaders(response.headers, decoded);
  headers.set(SOURCE_HEADER, "upstream");
  return new Response(body, { status, statusText, headers });
}

function withoutConnectionHeaders(original: Headers, others: readonly string[]): Headers {
  const headers = new Headers(original);
  const named =
    headers
      .get("connection")
      ?.toLowerCase()
      .split(/[\s,]+/) ?? [];
  const removed = new Set([...CONNECTION_HEADERS, ...named, ...others]);
  for (const name of original.keys()) if (removed.has(name)) headers.delete(name);
  return headers;
}

/** Returns a code such as `ECONNREFUSED`, or the message if the runtime gives no code. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Error && "code" in cause) return String(cause.code);
  return cause instanceof Error ? cause.message : String(cause);
}
