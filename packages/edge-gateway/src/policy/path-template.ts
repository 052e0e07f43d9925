type Segment =
  /** Matches this text only. */
  | { readonly kind: "literal"; readonly text: string }
  /** Matches any one segment: `{name}`. */
  | { readonly kind: "param" }
  /** The last segment. Matches one or more segments: `**`. */
  | { readonly kind: "rest" };

/** A parsed path template. */
export interface PathTemplate {
  readonly segments: readonly Segment[];
  /** Matches the paths of the template. */
  readonly pattern: RegExp;
  /** Like `pattern`, but ignores letter case. */
  readonly patternOfAnyCase: RegExp;
  /**
   * A text that is equal for templates that match the same paths, ignoring letter case and
   * parameter names.
   */
  readonly id: string;
}

const LITERAL = /^[\w-]+$/;
const PARAM = /^\{[a-z][A-Za-z0-9]*\}$/;
const PRECEDENCE = ["literal", "param", "rest"];

/** Says what is wrong with a path template, or returns `undefined`. */
export function templateFault(path: string): string | undefined {
  if (path.includes("?")) return "must not contain a query: list its parameters in query";
  if (!path.startsWith("/business/")) return "must start with /business/";
  if (path.endsWith("/")) return "must not end with a slash";
  if (/^\/business\/auth(?:\/|$)/i.test(path)) return "must not include the token endpoint, /business/auth";
  const segments = path.slice(1).split("/");
  return segments.map((segment, index) => segmentFault(segment, index === segments.length - 1)).find(Boolean);
}

function segmentFault(segment: string, isLast: boolean): string | undefined {
  if (LITERAL.test(segment) || PARAM.test(segment)) return undefined;
  if (segment === "**") return isLast ? undefined : "must not contain ** before the last segment";
  if (segment === "") return "must not contain an empty segment";
  if (segment.startsWith(":")) return "must name a parameter as {name}, not :name";
  if (segment.includes("*"))
    return "must use {name} for any one segment, or ** at the end for all that follow, not *";
  if (/[{}]/.test(segment)) return "must use {name} for a whole segment, with a name of letters and digits";
  return "must contain only letters, digits, - and _ in its segments";
}

/**
 * Parses a path template that has no {@link templateFault}.
 *
 * @example
 * parseTemplate("/business/payouts/{id}");
 */
export function parseTemplate(path: string): PathTemplate {
  const segments = path.slice(1).split("/").map(parseSegment);
  const pattern = `^${segments.map((segment) => `/${patternOf(segment)}`).join("")}$`;
  return {
    segments,
    pattern: new RegExp(pattern),
    patternOfAnyCase: new RegExp(pattern, "i"),
    id: segments.map(idOf).join("/"),
  };
}

function parseSegment(text: string): Segment {
  if (text === "**") return { kind: "rest" };
  return text.startsWith("{") ? { kind: "param" } : { kind: "literal", text };
}

/** A literal contains no character that has a meaning in a pattern. */
function patternOf(segment: Segment): string {
  if (segment.kind === "literal") return segment.text;
  return segment.kind === "rest" ? ".+" : "[^/]+";
}

function idOf(segment: Segment): string {
  return segment.kind === "literal" ? segment.text.toLowerCase() : `{${segment.kind}}`;
}

/**
 * Compares two templates; the more specific one sorts first.
 *
 * The first segment of different kinds decides: a literal precedes a parameter, and a parameter
 * precedes `**`.
 */
export function bySpecificity(one: PathTemplate, other: PathTemplate): number {
  const length = Math.max(one.segments.length, other.segments.length);
  for (let index = 0; index < length; index += 1) {
    const difference = precedence(one, index) - precedence(other, index);
    if (difference !== 0) return difference;
  }
  return 0;
}

function precedence({ segments }: PathTemplate, index: number): number {
  return PRECEDENCE.indexOf(segments[index]?.kind ?? "");
}
