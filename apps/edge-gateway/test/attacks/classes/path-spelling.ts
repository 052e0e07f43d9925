import type { Attack, AttackClass } from "../attack.ts";
import { sends } from "../request-text.ts";

/** Spellings of the token endpoint, of a restricted route, or of nothing, that a lenient router would normalise. */
export const pathSpelling: AttackClass = {
  title: "Path spelling",
  attacks: [
    ...[
      ["the token endpoint itself", "/business/auth", 404],
      ["in capitals", "/business/AUTH", 404],
      ["with a slash behind", "/business/auth/", 400],
      ["with a segment behind", "/business/auth/x", 404],
      ["with a query", "/business/auth?currency=USD", 404],
      ["with a fragment", "/business/auth#balance", 404],
      ["with an encoded letter", "/business/%61uth", 400],
      ["encoded twice", "/business/%2561uth", 400],
      ["with an encoded slash", "/business%2Fauth", 404],
      ["with an encoded slash in a segment", "/business/x%2F..%2Fauth", 400],
      ["with a dot segment", "/business/./auth", 400],
      ["with a double dot segment", "/business/x/../auth", 400],
      ["with encoded dots", "/business/x/%2e%2e/auth", 400],
      ["with a doubled slash", "/business//auth", 400],
      ["with a doubled slash at the start", "//business/auth", 404],
      ["with a backslash", "/business\\auth", 404],
      ["with an encoded backslash", "/business/x%5C..%5Cauth", 400],
      ["with a matrix parameter", "/business/auth;x=1", 400],
      ["with an encoded NUL", "/business/auth%00", 400],
      ["with an overlong UTF-8 slash", "/business/x%c0%afauth", 400],
      ["with raw bytes beyond ASCII", "/business/a\u00fcth", 400],
      ["with a full stop behind", "/business/auth.", 400],
      ["with a prefix in capitals", "/Business/auth", 404],
      ["without its prefix", "/auth", 404],
    ].map(
      ([name, target, status]): Attack => ({
        name: `${name}: \`${String(target).replaceAll("\u00fc", "ü")}\``,
        expected: { status: Number(status), problem: status === 404 ? "route_unknown" : "path_refused" },
        request: sends({ target: String(target), method: "POST", headers: ["Content-Length: 0"] }),
      }),
    ),
    ...["BALANCE", "Balance", "balancE"].map(
      (balance): Attack => ({
        name: `a restricted route in other letters, which a broad one takes in: \`${balance}\``,
        expected: { status: 403, problem: "route_forbidden" },
        request: (rig) => sends({ target: `/business/${balance}?currency=EUR`, key: rig.keys.layered })(rig),
      }),
    ),
  ],
};
