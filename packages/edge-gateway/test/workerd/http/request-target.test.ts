import { describe, expect, test } from "vitest";
import { checkTarget, readTarget } from "../../../src/http/request-target.ts";

const read = (target: string) => readTarget(`https://gateway.example${target}`);

/** Returns the problem and its detail, or `none`. */
function problemOf(target: string): string {
  try {
    checkTarget(read(target));
    return "none";
  } catch (error) {
    return `${Object(error).problem}: ${Object(error).message}`;
  }
}

describe("readTarget", () => {
  test.each([
    ["/business/payouts/a_b-7?x=%20", "/business/payouts/a_b-7", "?x=%20"],
    ["/business//%61uth/../x", "/business//%61uth/../x", ""],
    ["/business?a=/b?c", "/business", "?a=/b?c"],
    ["/business#a?b", "/business", "#a?b"],
    ["", "", ""],
  ])("splits %s and does not decode or normalize anything", (target, path, search) => {
    expect(read(target)).toEqual({ path, search });
  });
});

describe("checkTarget", () => {
  test.each(["?a='b'", "?name=O'Brien", "?filter[a]=1", "?a={b}|c^d`e\\f", "?a=%2f%2F", "?", "?;=&&"])(
    "accepts the query %s, which the URL standard allows",
    (search) => {
      expect(problemOf(`/business/balance${search}`)).toBe("none");
    },
  );

  test.each([
    ["?a=%00", "control characters"],
    ["?a=%0d%0A", "control characters"],
    ["?a=%7f", "control characters"],
    ["?a=%2", "percent-encoded"],
    ["?a=ü", "percent-encoded"],
    ['?a="', "percent-encoded"],
    ["?a=<b>", "percent-encoded"],
    ["#balance", "fragment"],
    ["?a=1#b", "fragment"],
  ])("rejects the query %s and says why", (search, reason) => {
    expect(problemOf(`/business/balance${search}`)).toMatch(new RegExp(`^query_refused: .*${reason}`));
  });

  test.each([
    ["/business/%61uth", "percent-encoding"],
    ["/business/balance/", "empty segments"],
    ["/business//balance", "empty segments"],
    ["/business/balance.json", "letters, digits"],
    ["/business/a;x=1", "letters, digits"],
  ])("rejects the path %s and says why", (path, reason) => {
    expect(problemOf(path)).toMatch(new RegExp(`^path_refused: .*${reason}`));
  });

  test("accepts 8000 characters, and says if a target is longer", () => {
    const path = "/business/balance?ids=";
    expect(problemOf(path + "7".repeat(8_000 - path.length))).toBe("none");
    expect(problemOf(path + "7".repeat(8_001 - path.length))).toMatch(/^target_too_long: .*8000/);
  });
});
