/** A route's path template, made ready once for all the paths that it is compared with. */
export interface Template {
  /**
   * Equal for templates that fit the same paths, letter case aside, and an expression that these paths match.
   *
   * Of the shapes that fit a path the most specific sorts last: at the first segment where two differ, a literal sorts behind a
   * name (`([`), and a name behind anything (`(.`).
   */
  readonly shape: string;
  /** Fits the paths of the template, and those that differ from them in the letter case of literal segments alone. */
  readonly anyCase: RegExp;
  /** Fits the paths of the template. */
  readonly exact: RegExp;
}

/** Reads a template such as `/business/payouts/{id}` or `/business/**`, of which the policy's schema approves. */
export function templateOf(path: string): Template {
  const shape = shapeOf(path);
  return { shape, anyCase: new RegExp(shape, "i"), exact: new RegExp(expressionOf(path)) };
}

/** A template's `shape` alone. */
export function shapeOf(path: string): string {
  return expressionOf(path).toLowerCase();
}

/** Orders templates so that of those that fit a path the most specific comes first. */
export function bySpecificity({ shape }: Template, other: Template): number {
  return shape > other.shape ? -1 : Number(shape < other.shape);
}

function expressionOf(path: string): string {
  return `^${path.replace(/\{\w+\}/g, "([^/]+)").replace("**", "(.+)")}$`;
}
