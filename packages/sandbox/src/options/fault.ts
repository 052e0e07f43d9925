import * as v from "valibot";
import { fields, mustBe, optional, trueOrFalse, wholeNumber } from "./schema.ts";

/**
 * A scripted fault. It replaces the response of the API, so a token request does not return a
 * token. A fault with only `delayMs` delays the regular response.
 *
 * @example
 * sandbox.fault({ status: 503, retryAfter: 2, times: 1 });
 * sandbox.fault({ route: "business", delayMs: 5000 });
 */
export interface Fault {
  /**
   * The requests that the fault applies to: `auth` is `POST /business/auth`, `business` is every
   * other path under `/business/`. Default: `auth`.
   */
  readonly route?: FaultRoute | undefined;
  /**
   * How many requests pass before the fault applies. A fault with `times` counts them when the
   * faults before it are done. Default: 0.
   */
  readonly skip?: number | undefined;
  /**
   * How many requests the fault applies to. Faults with `times` come first, in the order they were
   * added. Default: all requests, until `reset()` or until another fault without `times` replaces
   * it.
   */
  readonly times?: number | undefined;
  /**
   * Whether the fault goes to the end of the queue, with its `skip` and `times`, when it is done.
   * Requires `times`. Default: false.
   */
  readonly repeat?: boolean | undefined;
  /**
   * Whether to revoke all valid tokens when the request arrives, before its token is checked.
   * Without other fields, the regular response follows.
   */
  readonly revoke?: boolean | undefined;
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

const headerText = v.pipe(
  v.string(mustBe("a string")),
  v.regex(/^[\x21-\x7e]+( [\x21-\x7e]+)*$/, "must be a valid header value (visible ASCII characters)"),
);

/** A {@link Fault} that can be played. */
export const faultSchema: v.GenericSchema<unknown, Fault> = v.pipe(
  fields({
    route: optional(
      v.picklist(ROUTES, mustBe(`one of: ${ROUTES.join(", ")}`)),
      "auth: POST /business/auth (default). business: other paths under /business/.",
    ),
    skip: optional(
      wholeNumber(0, Number.MAX_SAFE_INTEGER),
      "How many requests pass before the fault applies. Default: 0.",
    ),
    times: optional(
      wholeNumber(1, Number.MAX_SAFE_INTEGER),
      "How many requests the fault applies to. Default: all, until a reset.",
    ),
    repeat: optional(trueOrFalse, "Whether the fault starts again, after the others, when it is done."),
    revoke: optional(trueOrFalse, "Whether to revoke all valid tokens when the request arrives."),
    delayMs: optional(wholeNumber(0, MAX_DELAY_MS), "How long the response is delayed, in milliseconds."),
    status: optional(wholeNumber(200, 599), "The status of the response."),
    retryAfter: optional(
      v.union(
        [wholeNumber(0, Number.MAX_SAFE_INTEGER), headerText],
        mustBe("a whole number of seconds or an HTTP date"),
      ),
      "The Retry-After header: seconds or an HTTP date. Requires status.",
    ),
    body: optional(
      v.picklist(BODIES, mustBe(`one of: ${BODIES.join(", ")}`)),
      "An invalid body: truncated JSON, no body, or an HTML page.",
    ),
    hangUp: optional(trueOrFalse, "Whether to close the connection without a response."),
    redirect: optional(headerText, "The target of a redirect."),
  }),
  v.check(({ repeat, times }) => !repeat || times !== undefined, "must set times when it sets repeat"),
  v.check(
    (fault) => fault.retryAfter === undefined || fault.status !== undefined,
    "must set status when it sets retryAfter",
  ),
  v.check(
    (fault) => hasResponse(fault) || fault.hangUp || fault.revoke || fault.delayMs !== undefined,
    "must set at least one of: delayMs, status, body, hangUp, redirect, revoke",
  ),
  v.check(
    (fault) => !(hasResponse(fault) && fault.hangUp),
    "must not set status, body, or redirect when it sets hangUp",
  ),
  v.check(
    ({ redirect, body }) => redirect === undefined || body === undefined,
    "must not set both redirect and body",
  ),
  v.check(
    ({ redirect, status }) => redirect === undefined || status === undefined || REDIRECTS.includes(status),
    `must use a redirect status when it sets redirect: ${REDIRECTS.join(", ")}`,
  ),
);

function hasResponse({ status, body, redirect }: Fault): boolean {
  return status !== undefined || body !== undefined || redirect !== undefined;
}
