import { expect } from "vitest";
import type { Attack, AttackClass, Outcome } from "../attack.ts";
import { sends } from "../request-text.ts";
import type { Rig } from "../rig.ts";

const bodies = new Set<string>();

function sameBody({ answer }: Outcome): void {
  bodies.add(answer.body.replace(/"requestId":"[^"]*"/, ""));
  expect(bodies.size).toBe(1);
}

function wrong(name: string, keyOf: (rig: Rig) => string): Attack {
  return {
    name,
    expected: { status: 401, problem: "key_refused", and: "the body of every wrong credential" },
    request: (rig) => sends({ key: keyOf(rig) })(rig),
    also: sameBody,
  };
}

/** Keys that are nearly right: none may learn which part was. */
export const callerKeys: AttackClass = {
  title: "Caller keys",
  attacks: [
    wrong("a key of the caller's that was retired", ({ keys }) => keys.retired),
    wrong("a well-formed key of an unknown caller", ({ keys }) => keys.stranger),
    wrong("one character less", ({ keys }) => keys.wide.slice(0, -1)),
    wrong("one character more", ({ keys }) => `${keys.wide}0`),
    wrong("two characters exchanged", ({ keys }) =>
      keys.wide.replace(/(.)(.)(.{6})$/, "$2$1$3").replace(/.$/, "_"),
    ),
    wrong("another caller's name in front", ({ keys }) => keys.wide.replace("wgk_wide_", "wgk_narrow_")),
    wrong("the configured hash instead of the key", () => `sha256:${"a".repeat(64)}`),
    wrong("a JWT without a signature", () => "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ3aWRlIn0."),
    wrong("the name of every object", () => `wgk___proto___${"a".repeat(38)}`),
    wrong("ten thousand characters", () => "w".repeat(10_000)),
    wrong("two keys in one header", ({ keys }) => `${keys.wide}, Bearer ${keys.wide}`),
    {
      name: "no key, but one in the query",
      expected: { status: 401, problem: "key_missing" },
      request: (rig) =>
        sends({ key: null, target: `/business/balance?currency=USD&access_token=${rig.keys.wide}` })(rig),
    },
    {
      name: "a narrow caller on another route",
      expected: { status: 403, problem: "route_forbidden" },
      request: (rig) => sends({ key: rig.keys.narrow, target: "/business/payouts" })(rig),
    },
  ],
};
