/** A route's path template, made ready once for all the paths that it is compared with. */
export interface Template {
  /**
   * Equal for templates that fit the same paths, letter case aside. Of the shapes that fit a path the most specific sorts
   * first: at the first segment where two differ, a literal sorts before a name (`{`), and a name before anything (`~`).
   */
  readonly shape: string;
  /** The paths that fit. */
  readonly exact: RegExp;
  /** Those, and the ones that differ from them in the letter case of their literal segments alone. */
  readonly anyCase: RegExp;
}

/** Reads a template such as `/business/payouts/{id}` or `/business/**`, of which the policy's schema approves. */
export function templateOf(path: string): Template {
  const source = `^${filledIn(path, "[^/]+", ".+")}$`;
  return { shape: shapeOf(path), exact: new RegExp(source), anyCase: new RegExp(source, "i") };
}

/** Orders templates so that of those that fit a path the most specific comes first. */
export function bySpecificity({ shape }: Template, other: Template): number {
  return shape < other.shape ? -1 : Number(shape > other.shape);
}

/** A template's `shape` alone. */
export function shapeOf(path: string): string {
  return filledIn(path, "{", "~").toLowerCase();
}

function filledIn(path: string, name: string, anything: string): string {
  return path.replace(/\{\w+\}/g, name).replace("**", anything);
}
