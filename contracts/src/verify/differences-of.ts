import type { Difference } from "./difference.ts";
import type { PactMismatch } from "./run-verifier.ts";

type Mismatch = NonNullable<PactMismatch["mismatches"]>[number];

/**
 * Pact's mismatches in one form. What came in a field that should hold a token is described and never quoted:
 * it may be a token of a shape that no scrubber knows.
 */
export function differencesOf({ mismatches, message }: PactMismatch): Difference[] {
  if (!mismatches) return [{ where: "exchange", expected: "an answer", came: message ?? "none" }];
  return mismatches.map((mismatch) => {
    const where = placeOf(mismatch);
    const expected = expectedOf(mismatch);
    const quoted = text(mismatch.actual);
    return { where, expected, came: /token/i.test(where) ? `${quoted.length} characters, withheld` : quoted };
  });
}

function placeOf({ type, path, key }: Mismatch): string {
  if (type === "StatusMismatch") return "status";
  if (type === "BodyTypeMismatch") return "the body's type";
  return key ?? path ?? type;
}

// The rule is Pact's own words; an expected value that follows from no rule stands beside them.
function expectedOf({ expected, mismatch }: Mismatch): string {
  const pattern = / to match '(.*)'$/s.exec(mismatch ?? "")?.[1];
  return pattern === undefined ? text(expected) : `a match of ${pattern}`;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
}
