import { expect } from "vitest";
import type { Attack, AttackClass } from "../attack.ts";

const SPELLINGS: readonly (readonly [name: string, target: string, status: 400 | 404])[] = [
  ["token endpoint", "/business/auth", 404],
  ["uppercase segment", "/business/AUTH", 404],
  ["trailing slash", "/business/auth/", 400],
  ["extra segment", "/business/auth/x", 404],
  ["query", "/business/auth?currency=USD", 404],
  ["fragment", "/business/auth#balance", 404],
  ["percent-encoded letter", "/business/%61uth", 400],
  ["double-encoded letter", "/business/%2561uth", 400],
  ["percent-encoded slash", "/business%2Fauth", 404],
  ["percent-encoded slashes around dots", "/business/x%2F..%2Fauth", 400],
  ["dot segment", "/business/./auth", 400],
  ["double-dot segment", "/business/x/../auth", 400],
  ["percent-encoded dots", "/business/x/%2e%2e/auth", 400],
  ["empty segment", "/business//auth", 400],
  ["leading double slash", "//business/auth", 404],
  ["backslash", "/business\\auth", 404],
  ["percent-encoded backslashes", "/business/x%5C..%5Cauth", 400],
  ["matrix parameter", "/business/auth;x=1", 400],
  ["percent-encoded NUL", "/business/auth%00", 400],
  ["overlong UTF-8 slash", "/business/x%c0%afauth", 400],
  ["raw non-ASCII character", "/business/a\u00fcth", 400],
  ["trailing dot", "/business/auth.", 400],
  ["uppercase prefix", "/Business/auth", 404],
  ["missing prefix", "/auth", 404],
];

/** Paths that a lenient router would normalize to the token endpoint or to a restricted route. */
export const pathSpelling: AttackClass = {
  title: "Path spelling",
  description: "Paths that a lenient router normalizes to the token endpoint or to a restricted route.",
  attacks: [
    ...SPELLINGS.map(
      ([name, target, status]): Attack => ({
        name: `${name} (\`${target}\`)`,
        request: { target, method: "POST", headers: ["Content-Length: 0"] },
        expected: { status, problem: status === 404 ? "route_unknown" : "path_refused" },
      }),
    ),
    ...["BALANCE", "Balance", "balancE"].map(
      (balance): Attack => ({
        name: `restricted route in other letter case, below a wildcard (\`${balance}\`)`,
        request: { target: `/business/${balance}?currency=EUR`, key: "layered" },
        expected: { status: 403, problem: "route_forbidden", and: "the detail names the letter case" },
        check: ({ response }) => expect(JSON.parse(response.body).detail).toContain("letter case"),
      }),
    ),
  ],
};
