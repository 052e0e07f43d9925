import { Problem } from "./problem.ts";

const ORIGIN = /^https?:\/\/[^/?#\\]*/i;
const SEGMENT = /^[A-Za-z0-9_-]+$/;
const QUERY = /^\?(?:[A-Za-z0-9_.~!$()*,;:@/?=&+-]|%[0-9A-F]{2})*$/;
const ENCODED_CONTROL = /%(?:[01][0-9A-F]|7F)/;
const MAX_LENGTH = 4096;

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
 * Segments therefore contain only letters, digits, `-`, and `_`. Throws `path_refused` or
 * `query_refused`.
 */
export function readTarget({ path, search }: RawTarget): Target {
  const segments = path.slice(1).split("/");
  if (
    path.length + search.length > MAX_LENGTH ||
    !path.startsWith("/") ||
    !segments.every((segment) => SEGMENT.test(segment))
  ) {
    throw new Problem(
      "path_refused",
      "Path segments must contain only letters, digits, - and _, without percent-encoding or empty segments.",
    );
  }
  if (search !== "" && (!QUERY.test(search) || ENCODED_CONTROL.test(search))) {
    throw new Problem(
      "query_refused",
      "The query must be percent-encoded with uppercase hex digits, without control characters or a fragment.",
    );
  }
  return { path, segments, search };
}
