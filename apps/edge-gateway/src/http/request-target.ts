import { Problem } from "./problem.ts";

const ORIGIN = /^https?:\/\/[^/?#\\]*/i;
const SEGMENT = /^[A-Za-z0-9_-]+$/;
const QUERY = /^(?:[A-Za-z0-9_.~!$()*,;:@/?=&+-]|%[0-9A-F]{2})*$/;
const ENCODED_CONTROL = /%(?:[01][0-9A-F]|7F)/;
const MAX_TARGET_LENGTH = 4096;

/** A request's path and query as they were sent, unjudged. */
export interface RawTarget {
  /** From the first slash on, byte for byte. */
  readonly path: string;
  /** From the question mark on, byte for byte; empty where there is none. */
  readonly search: string;
}

/** A {@link RawTarget} that is in its canonical form. */
export interface Target extends RawTarget {
  /** The path's parts; `/business/balance` has two. */
  readonly segments: readonly string[];
}

/** The path and query of a request's URL. */
export function rawTarget(url: string): RawTarget {
  const target = url.replace(ORIGIN, "");
  const end = target.search(/[?#]/);
  return end === -1
    ? { path: target, search: "" }
    : { path: target.slice(0, end), search: target.slice(end) };
}

/**
 * Takes a request's path and query apart, and refuses every spelling that is not canonical already.
 *
 * Nothing is decoded and nothing is normalised: a segment is of letters, digits, `-` and `_`, so that no dot, percent sign,
 * backslash, semicolon or empty segment gets past. What is matched is therefore what is sent.
 */
export function readTarget({ path, search }: RawTarget): Target {
  const segments = path.slice(1).split("/");
  if (
    path.length + search.length > MAX_TARGET_LENGTH ||
    path[0] !== "/" ||
    !segments.every((segment) => SEGMENT.test(segment))
  ) {
    throw new Problem(
      "path_refused",
      "Send the path as it is documented: segments of letters, digits, - and _, each after one slash, nothing percent-encoded.",
    );
  }
  if (search !== "" && (!QUERY.test(search.slice(1)) || ENCODED_CONTROL.test(search) || search[0] !== "?")) {
    throw new Problem(
      "query_refused",
      "Send the query percent-encoded with upper-case hex digits, without control characters and without a fragment.",
    );
  }
  return { path, segments, search };
}
