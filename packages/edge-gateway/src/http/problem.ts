/**
 * Every problem that the gateway reports, with its status and title. The name is the last part of
 * the problem's `type` URI.
 *
 * `docs/problems.md` describes each of them; a test compares the two.
 */
export const PROBLEMS = {
  path_refused: { status: 400, title: "The path is not valid" },
  query_refused: { status: 400, title: "The query is not valid for this route" },
  header_refused: { status: 400, title: "A header is not valid" },
  body_refused: { status: 400, title: "The request body is not valid" },
  key_missing: { status: 401, title: "A gateway key is required" },
  key_refused: { status: 401, title: "The gateway key is not valid" },
  token_refused: { status: 401, title: "The token is not valid" },
  query_forbidden: { status: 403, title: "The caller's policy does not allow this query" },
  route_forbidden: { status: 403, title: "The caller's policy does not allow this route" },
  route_unknown: { status: 404, title: "The route does not exist" },
  method_refused: { status: 405, title: "The method is not allowed for this route" },
  body_too_slow: { status: 408, title: "The request body took too long" },
  body_too_large: { status: 413, title: "The request body is too large" },
  target_too_long: { status: 414, title: "The path and query are too long" },
  media_type_refused: { status: 415, title: "The type or encoding of the request body is not supported" },
  burst_exceeded: { status: 429, title: "The caller sent too many requests" },
  quota_exceeded: { status: 429, title: "The caller's daily quota is used up" },
  internal_error: { status: 500, title: "The gateway failed" },
  upstream_unauthorized: { status: 502, title: "WakaPay rejected the gateway's token" },
  upstream_redirected: { status: 502, title: "WakaPay sent a redirect" },
  upstream_unreachable: { status: 502, title: "The connection to WakaPay failed" },
  misconfigured: { status: 503, title: "The gateway is not configured correctly" },
  credentials_rejected: { status: 503, title: "WakaPay rejects the gateway's credentials" },
  quota_unavailable: { status: 503, title: "The caller's quota cannot be counted" },
  token_unavailable: { status: 503, title: "No access token is available" },
  issuer_unreachable: { status: 503, title: "The token's issuer cannot be reached" },
  upstream_timeout: { status: 504, title: "WakaPay did not respond in time" },
} as const satisfies Record<string, { status: number; title: string }>;

/** The name of a problem. */
export type ProblemName = keyof typeof PROBLEMS;

/** Optional parts of a {@link Problem}. */
export interface ProblemDetails {
  /** Headers that the status requires, such as `Allow`, `Retry-After`, or `WWW-Authenticate`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the problem document, such as `outcome`. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/**
 * An error that the gateway reports to the caller as a problem document (RFC 9457).
 *
 * `message` becomes the document's `detail`: what is wrong and what to do about it. It contains no
 * secret and nothing that the caller sent.
 *
 * @example
 * throw new Problem("method_refused", "The method must be GET.", { headers: { allow: "GET" } });
 */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly problem: ProblemName;
  readonly headers: Readonly<Record<string, string>>;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(problem: ProblemName, detail: string, { headers = {}, members = {} }: ProblemDetails = {}) {
    super(detail);
    this.problem = problem;
    this.headers = headers;
    this.members = members;
  }
}
