import { Problem } from "./problem.ts";

const ORIGIN = /^https?:\/\/[^/?#\\]*/i;
const SEGMENT = /^[A-Za-z0-9_-]+$/;
/**
 * What the URL standard leaves unencoded in a query: visible ASCII except `"`, `#`, `%`, `<`, and
 * `>`.
 */
const QUERY = /^\?(?:[!$&-;=?-~]|%[0-9A-F]{2})*$/i;
const ENCODED_CONTROL = /%(?:[01][0-9A-F]|7F)/i;
/** The length that every server should support (RFC 9110 §4.1). */
const MAX_LENGTH = 8_000;

/** A request's path and query as they were sent, not validated. */
export interface RawTarget {
  readonly path: string;
  /** Starts with `?`. Empty if there is no query. */
  readonly search: string;
}

/** A {@link RawTarget} in canonical form. */
export interface Target extends RawTarget {
  /** The path's segments, such as `["business", "balance"]`. */
  readonly segments: readonly string[];
}

/** Splits a request's URL into path and query, without decoding or normalizing them. */
export function rawTarget(url: string): RawTarget {
  const target = url.replace(ORIGIN, "");
  const end = target.search(/[?#]/);
  return end === -1
    ? { path: target, search: "" }
    : { path: target.slice(0, end), search: target.slice(end) };
}

/**
 * Validates a path and query, and splits the path into segments.
 *
 * Nothing is decoded or normalized: what is matched against the policy is what WakaPay receives.
 * Segments therefore contain only letters, digits, `-`, and `_`. Throws `target_too_long`,
 * `path_refused`, or `query_refused`.
 */
export function readTarget({ path, search }: RawTarget): Target {
  if (path.length + search.length > MAX_LENGTH) {
    throw new Problem(
      "target_too_long",
      `The path and query together must be at most ${MAX_LENGTH} characters long.`,
    );
  }
  const segments = path.slice(1).split("/");
  if (!segments.every((segment) => SEGMENT.test(segment))) throw pathRefused(path, segments);
  if (search !== "" && !QUERY.test(search)) {
    throw search.includes("#")
      ? queryRefused("The URL must be sent without a fragment.")
      : queryRefused("The query must be percent-encoded.");
  }
  if (ENCODED_CONTROL.test(search)) throw queryRefused("The query must not contain control characters.");
  return { path, segments, search };
}

function pathRefused(path: string, segments: readonly string[]): Problem {
  if (path.includes("%"))
    return new Problem("path_refused", "The path must be sent without percent-encoding.");
  return segments.includes("")
    ? new Problem("path_refused", "The path must not contain empty segments or end with a slash.")
    : new Problem("path_refused", "Path segments must contain only letters, digits, - and _.");
}

function queryRefused(detail: string): Problem {
  return new Problem("query_refused", detail);
}
