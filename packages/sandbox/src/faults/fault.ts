import { boolean, check, type GenericSchema, optional, picklist, pipe, regex, string, union } from "valibot";
import { fields, mustBe, wholeNumber } from "../options/schema.ts";

/**
 * A scripted fault. It replaces the response of the API, so a token request that meets a fault
 * issues no token. A fault with only `delayMs` delays the regular response.
 *
 * @example
 * sandbox.fault({ status: 503, retryAfter: 2, times: 1 });
 * sandbox.fault({ route: "business", delayMs: 5000 });
 */
export interface Fault {
  /**
   * The requests that meet the fault: `auth` is `POST /business/auth`, `business` is every other
   * path under `/business/`. Default: `auth`.
   */
  readonly route?: FaultRoute | undefined;
  /**
   * How many requests meet the fault. Faults with `times` come first, in the order they were added.
   * Default: all requests, until `reset()` or until another fault without `times` replaces it.
   */
  readonly times?: number | undefined;
  /** How long the response is delayed, in milliseconds. */
  readonly delayMs?: number | undefined;
  /** The status of the response, 200 to 599. */
  readonly status?: number | undefined;
  /** The `Retry-After` header: seconds, or text such as an HTTP date. Requires `status`. */
  readonly retryAfter?: string | number | undefined;
  /** An invalid body: truncated JSON, no body, or an HTML page. `status` defaults to 200. */
  readonly body?: FaultBody | undefined;
  /** Whether to close the connection without a response. */
  readonly hangUp?: boolean | undefined;
  /** The target of a redirect. `status` defaults to 307. */
  readonly redirect?: string | undefined;
}

/** The requests that a fault applies to. */
export type FaultRoute = "auth" | "business";

/** The kinds of invalid body. */
export type FaultBody = "malformed" | "empty" | "html";

const ROUTES = ["auth", "business"] as const;
const BODIES = ["malformed", "empty", "html"] as const;
const REDIRECTS = [301, 302, 303, 307, 308];
const MAX_DELAY_MS = 2 ** 31 - 1;

const headerText = pipe(
  string(mustBe("a string")),
  regex(/^[\x21-\x7e]+( [\x21-\x7e]+)*$/, "must be a valid header value (visible ASCII characters)"),
);

/** A {@link Fault} that can be played. */
export const faultSchema: GenericSchema<unknown, Fault> = pipe(
  fields({
    route: optional(picklist(ROUTES, mustBe(`one of: ${ROUTES.join(", ")}`))),
    times: optional(wholeNumber(1, Number.MAX_SAFE_INTEGER)),
    delayMs: optional(wholeNumber(0, MAX_DELAY_MS)),
    status: optional(wholeNumber(200, 599)),
    retryAfter: optional(
      union(
        [wholeNumber(0, Number.MAX_SAFE_INTEGER), headerText],
        mustBe("a whole number of seconds or an HTTP date"),
      ),
    ),
    body: optional(picklist(BODIES, mustBe(`one of: ${BODIES.join(", ")}`))),
    hangUp: optional(boolean(mustBe("true or false"))),
    redirect: optional(headerText),
  }),
  check(
    (fault) => fault.retryAfter === undefined || fault.status !== undefined,
    "must set status when it sets retryAfter",
  ),
  check(
    (fault) => hasResponse(fault) || fault.hangUp === true || fault.delayMs !== undefined,
    "must set at least one of: delayMs, status, body, hangUp, redirect",
  ),
  check(
    (fault) => !(hasResponse(fault) && fault.hangUp),
    "must not set status, body or redirect when it sets hangUp",
  ),
  check(
    ({ redirect, body }) => redirect === undefined || body === undefined,
    "must not set both redirect and body",
  ),
  check(
    ({ redirect, status }) => redirect === undefined || status === undefined || REDIRECTS.includes(status),
    `must use a redirect status when it sets redirect: ${REDIRECTS.join(", ")}`,
  ),
);

function hasResponse({ status, body, redirect }: Fault): boolean {
  return status !== undefined || body !== undefined || redirect !== undefined;
}
