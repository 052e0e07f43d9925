import { Problem } from "./problem.ts";

const URL_PARTS = /^(?:https?:\/\/[^/?#\\]*)?([^?#]*)(.*)$/is;
const PATH = /^(?:\/[A-Za-z0-9_-]+)+$/;
/**
 * What the URL standard leaves unencoded in a query (visible ASCII except `"`, `#`, `%`, `<`, and
 * `>`), and encoded bytes except control characters.
 */
const QUERY = /^(?:\?(?:[!$&-;=?-~]|%(?:[2-6][0-9A-F]|7[0-9A-E]|[89A-F][0-9A-F]))*)?$/i;
const ENCODED_CONTROL = /%(?:[01][0-9A-F]|7F)/i;
/** The length that every server should support (RFC 9110 §4.1). */
const MAX_LENGTH = 8_000;

/** A request's path and query, neither decoded nor normalized. */
export interface Target {
  readonly path: string;
  /** Starts with `?`. Empty if there is no query. */
  readonly search: string;
}

/** Splits a request's URL into path and query. */
export function readTarget(url: string): Target {
  const [, path = "", search = ""] = URL_PARTS.exec(url) ?? [];
  return { path, search };
}

/**
 * Throws `target_too_long`, `path_refused`, or `query_refused` if a path or query is not valid.
 *
 * Nothing is decoded or normalized: what is matched against the policy is what WakaPay receives.
 * The segments of a path therefore contain only letters, digits, `-`, and `_`.
 */
export function checkTarget({ path, search }: Target): void {
  if (path.length + search.length > MAX_LENGTH) {
    throw new Problem(
      "target_too_long",
      `The path and query together must be at most ${MAX_LENGTH} characters long.`,
    );
  }
  if (!PATH.test(path)) throw pathRefused(path);
  if (!QUERY.test(search)) throw queryRefused(search);
}

function pathRefused(path: string): Problem {
  if (path.includes("%"))
    return new Problem("path_refused", "The path must be sent without percent-encoding.");
  return path.includes("//") || path.endsWith("/")
    ? new Problem("path_refused", "The path must not contain empty segments or end with a slash.")
    : new Problem("path_refused", "Path segments must contain only letters, digits, - and _.");
}

function queryRefused(search: string): Problem {
  if (search.includes("#")) return new Problem("query_refused", "The URL must be sent without a fragment.");
  return ENCODED_CONTROL.test(search)
    ? new Problem("query_refused", "The query must not contain control characters.")
    : new Problem("query_refused", "The query must be percent-encoded.");
}
