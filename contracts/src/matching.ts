import type { Matcher } from "./matcher.ts";

/**
 * A value that differs from answer to answer and always has this shape, a JWT for one.
 *
 * The pattern speaks of the whole value: anchor it. The example is what the consumer under test receives.
 */
export function matching(pattern: RegExp, example: string): Matcher {
  if (!pattern.test(example)) throw new TypeError(`The example ${example} does not match ${pattern.source}.`);
  return { "pact:matcher:type": "regex", regex: pattern.source, value: example };
}
