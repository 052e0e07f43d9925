import type { Difference } from "../relay/validator.ts";
import type { PactMismatch } from "./run-verifier.ts";

type Mismatch = NonNullable<PactMismatch["mismatches"]>[number];

/**
 * Converts Pact's mismatches. The actual value of a field that should contain a token is described
 * but not quoted, because it may be a token that no redaction recognizes.
 */
export function toDifferences({ mismatches, message }: PactMismatch): Difference[] {
  if (!mismatches) return [{ where: "connection", expected: "a response", actual: message ?? "none" }];
  return mismatches.map((mismatch) => {
    const where = locate(mismatch);
    const expected = describeExpected(mismatch);
    const value = toText(mismatch.actual);
    return {
      where,
      expected,
      actual: /token/i.test(where) ? `${value.length} characters (redacted)` : value,
    };
  });
}

function locate({ type, path, key }: Mismatch): string {
  if (type === "StatusMismatch") return "status";
  if (type === "BodyTypeMismatch") return "the body's type";
  return key ?? path ?? type;
}

function describeExpected({ expected, mismatch }: Mismatch): string {
  const pattern = / to match '(.*)'$/s.exec(mismatch ?? "")?.[1];
  return pattern === undefined ? toText(expected) : `a match for ${pattern}`;
}

function toText(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
}
