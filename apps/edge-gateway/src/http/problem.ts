/**
 * Every refusal of the gateway: its status and its title. The name is the last part of the problem's type URI.
 *
 * Closed, and the source of the table in the README; a test compares the two.
 */
export const PROBLEMS = {
  path_refused: [400, "The path is not in its canonical form"],
  query_refused: [400, "The query is not one that this route takes"],
  header_refused: [400, "A header is not in its proper form"],
  body_refused: [400, "The body is not one that this request takes"],
  key_missing: [401, "A gateway key is required"],
  key_refused: [401, "The gateway key is not accepted"],
  route_forbidden: [403, "The caller's policy does not include this route"],
  route_unknown: [404, "There is no such route"],
  method_refused: [405, "The method is not allowed here"],
  body_too_slow: [408, "The body did not arrive in time"],
  body_too_large: [413, "The body is too large"],
  media_type_refused: [415, "The body's type or encoding is not accepted"],
  burst_exceeded: [429, "The caller sends too many requests"],
  internal_error: [500, "The gateway failed"],
  upstream_unauthorized: [502, "WakaPay refused the gateway's token"],
  upstream_redirected: [502, "WakaPay answered with a redirect"],
  upstream_unreachable: [502, "The connection to WakaPay failed"],
  misconfigured: [503, "The gateway is not configured"],
  credentials_rejected: [503, "WakaPay refuses the gateway's credentials"],
  token_unavailable: [503, "No access token can be had at the moment"],
  upstream_timeout: [504, "WakaPay did not answer in time"],
} as const satisfies Record<string, readonly [status: number, title: string]>;

/** The name of a refusal. */
export type ProblemName = keyof typeof PROBLEMS;

/** What a {@link Problem} says beside its name and its sentence. */
export interface ProblemDetails {
  /** Headers that the status calls for: `Allow`, `Retry-After`, `WWW-Authenticate`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the problem document, such as `outcome`. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/**
 * A refusal on its way out of the pipeline: thrown by a stage, made into an answer by `answer`.
 *
 * `message` is the problem's `detail`: one sentence that helps the caller, without a secret and without an echo of what it sent.
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

/** The 503 of a gateway that is not configured: each fault names a variable or a place, and no value. */
export function misconfigured(faults: readonly string[]): Problem {
  return new Problem("misconfigured", `The gateway's operator has to set this right: ${faults.join("; ")}.`, {
    members: { faults },
  });
}
